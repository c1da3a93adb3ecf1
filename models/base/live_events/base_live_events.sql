{{ contract_text(raw('live_events')) }}
