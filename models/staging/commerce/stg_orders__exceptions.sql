{{ exception_rows("orders") }}
