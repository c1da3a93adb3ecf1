{{ judged_rows(ref('base_app_installs'), 'app_installs') }}
