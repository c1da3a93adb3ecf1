{{ exception_rows("app_sessions") }}
