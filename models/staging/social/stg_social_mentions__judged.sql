{{ judged_rows('social_mentions') }}
