{{ exception_rows("support_tickets") }}
