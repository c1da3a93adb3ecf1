{{ exception_rows("search_performance") }}
