{{ judged_rows(ref('base_orders'), 'orders') }}
