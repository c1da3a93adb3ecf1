{{ judged_rows(ref('base_social_comments'), 'social_comments') }}
