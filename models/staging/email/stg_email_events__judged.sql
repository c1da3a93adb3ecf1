{{ judged_rows(ref('base_email_events'), 'email_events') }}
