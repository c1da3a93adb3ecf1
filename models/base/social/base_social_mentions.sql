{{ contract_text(raw('social_mentions')) }}
