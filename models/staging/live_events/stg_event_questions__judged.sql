{{ judged_rows('event_questions') }}
