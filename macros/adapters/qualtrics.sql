{#-
    What the user says of surveys of Qualtrics (option surveys): which question is a score, and of
    what. A survey that asks for several scores has a list of such descriptions.
-#}

{#- What a user may say of a survey, declared as in declared_vars of dbt_project.yml. -#}
{% macro qualtrics_survey() %}
    {%- set text = {"type": "text"} -%}
    {%- set fields = {
        "type": {"type": "text", "allowed": ["nps", "csat", "ces", "event_feedback"]},
        "score": text,
        "body": text,
        "channel": text,
        "reversed": {"type": "boolean", "not_with": "scores"},
        "scores": {"type": "mapping", "values": {"type": "number"}},
        "customer_id": text,
        "ticket_id": text,
        "order_id": text,
        "live_event_id": text,
    } -%}
    {{ return({
        "type": "mapping",
        "may_be_list": true,
        "keys": fields | list,
        "required": ["type", "score"],
        "fields": fields,
    }) }}
{% endmacro %}


{#-
    The descriptions of all connections, as a list of dicts: connection, survey_id, is_one_of_many
    (whether its survey has several), and what the user says: type, score, body, ...
-#}
{% macro qualtrics_described() %}
    {%- set described = [] -%}
    {%- for connection in source_connections("qualtrics") -%}
        {%- for survey_id, given in (connection.surveys or {}).items() -%}
            {%- set scores = [given] if given is mapping else given -%}
            {%- for score in scores -%}
                {%- set one = {
                    "connection": connection.name,
                    "survey_id": survey_id | string,
                    "is_one_of_many": scores | length > 1,
                } -%}
                {%- do one.update(score) -%}
                {%- do described.append(one) -%}
            {%- endfor -%}
        {%- endfor -%}
    {%- endfor -%}
    {{ return(described) }}
{% endmacro %}


{#-
    SQL: one row per description: connection, survey_id, is_one_of_many, type, score and body (ids
    of questions), channel, and the keys of embedded data that hold ids of the company.
-#}
{% macro qualtrics_surveys() %}
    {%- set texts = [
        "connection", "survey_id", "type", "score", "body", "channel", "customer_id", "ticket_id",
        "order_id", "live_event_id",
    ] -%}
    {%- set branches = [] -%}
    {%- for one in qualtrics_described() -%}
        {%- set selected = [("true" if one.is_one_of_many else "false") ~ " as is_one_of_many"] -%}
        {%- for name in texts -%}
            {%- set value = string_literal(one[name]) if one[name] else "null" -%}
            {%- do selected.append(
                "cast(" ~ value ~ " as " ~ dbt.type_string() ~ ") as " ~ name
            ) -%}
        {%- endfor -%}
        {%- do branches.append("select " ~ selected | join(", ")) -%}
    {%- endfor -%}
    {%- if not branches -%}
        {%- set selected = ["false as is_one_of_many"] -%}
        {%- for name in texts -%}
            {%- do selected.append("cast(null as " ~ dbt.type_string() ~ ") as " ~ name) -%}
        {%- endfor -%}
        {%- do branches.append("select " ~ selected | join(", ") ~ " where 1 = 0") -%}
    {%- endif -%}
    {{ branches | join(" union all ") }}
{% endmacro %}


{#-
    The score that an answer gives, as text: its points; the other end of the scale (var
    survey_scales) where the description says reversed; what its scores say of the option, and then
    none for options that they do not name.

    surveys: alias of rows with connection, survey_id and score_question; option, points: SQL of the
    key of the option that was chosen, and of its number.
-#}
{% macro qualtrics_score(surveys, option, points) %}
    {%- set cases = [] -%}
    {%- for one in qualtrics_described() if one.reversed or one.scores -%}
        {%- if one.reversed -%}
            {%- set scale = checked_var("survey_scales")[one.type] -%}
            {%- set value = "coalesce(cast(" ~ (scale.lowest + scale.highest) ~ " - "
                ~ cast_text(points, "decimal") ~ " as " ~ dbt.type_string() ~ "), " ~ points ~ ")"
            -%}
        {%- else -%}
            {%- set scores = [] -%}
            {%- for key, score in one.scores.items() -%}
                {%- do scores.append(
                    "when " ~ string_literal(key | string) ~ " then "
                    ~ string_literal(score | string)
                ) -%}
            {%- endfor -%}
            {%- set value = "case " ~ option ~ " " ~ scores | join(" ") ~ " end" -%}
        {%- endif -%}
        {%- do cases.append(
            "when " ~ surveys ~ ".connection = " ~ string_literal(one.connection) ~ " and "
            ~ surveys ~ ".survey_id = " ~ string_literal(one.survey_id) ~ " and "
            ~ surveys ~ ".score_question = " ~ string_literal(one.score) ~ " then " ~ value
        ) -%}
    {%- endfor -%}
    {{ return("case " ~ cases | join(" ") ~ " else " ~ points ~ " end" if cases else points) }}
{% endmacro %}
