{{ judged_rows('live_events') }}
