{{ contract_text(raw('survey_responses')) }}
