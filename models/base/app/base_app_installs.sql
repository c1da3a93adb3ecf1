{{ contract_text(raw('app_installs')) }}
