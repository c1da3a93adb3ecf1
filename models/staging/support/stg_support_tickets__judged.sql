{{ judged_rows(ref('base_support_tickets'), 'support_tickets') }}
