{{ contract_text(raw('support_messages')) }}
