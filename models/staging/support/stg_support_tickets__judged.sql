{{ judged_rows('support_tickets') }}
