{{ contract_text(raw('social_comments')) }}
