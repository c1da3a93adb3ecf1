{{ judged_rows('refunds') }}
