{{ judged_rows('app_ratings') }}
