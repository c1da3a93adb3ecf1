{{ contract_text(raw('sessions')) }}
