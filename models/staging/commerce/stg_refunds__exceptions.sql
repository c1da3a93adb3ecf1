{{ exception_rows("refunds") }}
