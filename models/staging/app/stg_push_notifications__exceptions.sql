{{ exception_rows("push_notifications") }}
