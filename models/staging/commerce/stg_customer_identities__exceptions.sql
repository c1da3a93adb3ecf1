{{ exception_rows("customer_identities") }}
