{{ exception_rows("web_events") }}
