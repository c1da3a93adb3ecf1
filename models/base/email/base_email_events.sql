{{ contract_text(raw('email_events')) }}
