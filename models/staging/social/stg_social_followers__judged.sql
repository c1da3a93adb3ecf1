{{ judged_rows(ref('base_social_followers'), 'social_followers') }}
