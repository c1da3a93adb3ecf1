{{ judged_rows('social_comments') }}
