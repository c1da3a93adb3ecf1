{{ exception_rows("event_registrations") }}
