{{ contract_text(raw('customer_identities')) }}
