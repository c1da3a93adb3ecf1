{{ contract_text(raw('event_registrations'), told_columns=['registered_at']) }}
