{{ contract_text(raw('social_posts')) }}
