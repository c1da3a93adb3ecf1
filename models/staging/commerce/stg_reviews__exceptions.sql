{{ exception_rows("reviews") }}
