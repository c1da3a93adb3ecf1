{{ judged_rows('customers') }}
