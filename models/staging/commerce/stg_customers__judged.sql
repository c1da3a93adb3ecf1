{{ judged_rows(ref('base_customers'), 'customers') }}
