{{ judged_rows(ref('base_sessions'), 'sessions') }}
