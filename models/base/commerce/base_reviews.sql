{{ contract_text(raw('reviews')) }}
