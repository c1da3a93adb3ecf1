{{ contract_text(raw('refunds')) }}
