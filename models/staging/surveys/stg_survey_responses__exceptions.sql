{{ exception_rows("survey_responses") }}
