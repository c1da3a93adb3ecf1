{{ judged_rows(ref('base_social_mentions'), 'social_mentions') }}
