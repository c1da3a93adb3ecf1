{{ contract_text(raw('support_tickets')) }}
