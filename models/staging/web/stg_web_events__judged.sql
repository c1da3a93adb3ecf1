{{ judged_rows(ref('base_web_events'), 'web_events') }}
