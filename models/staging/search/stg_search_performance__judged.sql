{{ judged_rows('search_performance') }}
