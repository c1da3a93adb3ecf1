{{ contract_text(raw('push_notifications')) }}
