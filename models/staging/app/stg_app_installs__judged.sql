{{ judged_rows('app_installs') }}
