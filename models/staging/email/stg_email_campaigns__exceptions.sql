{{ exception_rows("email_campaigns") }}
