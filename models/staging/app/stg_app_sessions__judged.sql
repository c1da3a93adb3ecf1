{{ judged_rows('app_sessions') }}
