{{ judged_rows('social_posts') }}
