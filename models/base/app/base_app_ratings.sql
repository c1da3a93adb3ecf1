{{ contract_text(raw('app_ratings')) }}
