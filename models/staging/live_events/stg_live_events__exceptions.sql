{{ exception_rows("live_events") }}
