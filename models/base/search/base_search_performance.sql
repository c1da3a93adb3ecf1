{{ contract_text(raw('search_performance')) }}
