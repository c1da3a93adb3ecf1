{{ judged_rows(ref('base_live_events'), 'live_events') }}
