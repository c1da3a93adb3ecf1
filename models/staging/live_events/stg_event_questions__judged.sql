{{ judged_rows(ref('base_event_questions'), 'event_questions') }}
