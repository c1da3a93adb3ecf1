{{ contract_text(raw('social_followers')) }}
