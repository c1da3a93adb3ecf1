{{ exception_rows("email_events") }}
