{{ judged_rows(ref('base_app_ratings'), 'app_ratings') }}
