{{ exception_rows("event_questions") }}
