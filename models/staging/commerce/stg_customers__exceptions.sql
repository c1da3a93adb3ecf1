{{ exception_rows("customers") }}
