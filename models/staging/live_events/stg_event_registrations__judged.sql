{{ judged_rows(ref('base_event_registrations'), 'event_registrations') }}
