{{ judged_rows('email_events') }}
