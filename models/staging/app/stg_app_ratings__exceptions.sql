{{ exception_rows("app_ratings") }}
