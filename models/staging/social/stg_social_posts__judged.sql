{{ judged_rows(ref('base_social_posts'), 'social_posts') }}
