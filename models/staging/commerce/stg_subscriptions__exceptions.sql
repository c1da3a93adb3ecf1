{{ exception_rows("subscriptions") }}
