{{ exception_rows("support_messages") }}
