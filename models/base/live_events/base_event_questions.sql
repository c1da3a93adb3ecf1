{{ contract_text(raw('event_questions')) }}
