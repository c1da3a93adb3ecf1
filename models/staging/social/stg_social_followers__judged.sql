{{ judged_rows('social_followers') }}
