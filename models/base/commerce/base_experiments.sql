{{ contract_text(raw('experiments')) }}
