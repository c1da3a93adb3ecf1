{{ contract_text(raw('subscriptions')) }}
