{{ judged_rows(ref('base_reviews'), 'reviews') }}
