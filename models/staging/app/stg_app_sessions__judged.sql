{{ judged_rows(ref('base_app_sessions'), 'app_sessions') }}
