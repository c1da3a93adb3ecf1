{{ contract_text(raw('web_events')) }}
