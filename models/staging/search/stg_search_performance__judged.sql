{{ judged_rows(ref('base_search_performance'), 'search_performance') }}
