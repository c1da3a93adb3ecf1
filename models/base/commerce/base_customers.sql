{{ contract_text(raw('customers')) }}
