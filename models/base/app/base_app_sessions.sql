{{ contract_text(raw('app_sessions')) }}
