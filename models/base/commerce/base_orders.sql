{{ contract_text(raw('orders')) }}
