{{ judged_rows('event_registrations') }}
