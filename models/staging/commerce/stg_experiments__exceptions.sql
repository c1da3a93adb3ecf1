{{ exception_rows("experiments") }}
