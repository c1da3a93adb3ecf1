{{ judged_rows('web_events') }}
