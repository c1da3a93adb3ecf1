{{ contract_text(raw('email_campaigns')) }}
