{#-
    Fails where the var as_of_date lies before the first activity of the data, or further after the
    last than as_of_jump_days: every period in between would count as over, with nothing in it.

    raw_activity: relation of int_raw_activity.
-#}
{% macro check_as_of_date(raw_activity) %}
    {%- if is_building() and var("as_of_date", none) is not none -%}
        {%- set latest = dbt.dateadd(
            "day", var("as_of_jump_days"), "max(last_activity_date)"
        ) -%}
        {%- set wrong = run_query(
            "select min(first_activity_date), max(last_activity_date) from " ~ raw_activity
            ~ " having " ~ as_of_date_of("null") ~ " not between min(first_activity_date) and "
            ~ latest
        ) -%}
        {%- for row in wrong -%}
            {{ exceptions.raise_compiler_error(
                "The var as_of_date is " ~ var("as_of_date") ~ ", but the data has activities from "
                ~ row[0] ~ " to " ~ row[1] ~ ". Set a day between them, or at most "
                ~ var("as_of_jump_days") ~ " days (var as_of_jump_days) after the last."
            ) }}
        {%- endfor -%}
    {%- endif -%}
{% endmacro %}


{#-
    Fails where a broken date would stretch the calendar beyond max_calendar_years, and names the
    raw tables at its ends.

    raw_activity: relation of int_raw_activity.
-#}
{% macro check_calendar_span(raw_activity) %}
    {%- if is_building() -%}
        {%- set first = "(select min(first_activity_date) from " ~ raw_activity ~ ")" -%}
        {%- set last = as_of_date_of(
            "(select max(last_activity_date) from " ~ raw_activity ~ ")"
        ) -%}
        {%- set ends = run_query(
            "select raw_table, first_activity_date, last_activity_date from " ~ raw_activity
            ~ " where " ~ dbt.datediff(first, last, "year") ~ " > " ~ var("max_calendar_years")
            ~ " and (first_activity_date = " ~ first ~ " or last_activity_date = " ~ last ~ ")"
            ~ " order by raw_table"
        ) -%}
        {%- if ends | length > 0 -%}
            {%- set named = [] -%}
            {%- for row in ends -%}
                {%- do named.append(row[0] ~ " (" ~ row[1] ~ " to " ~ row[2] ~ ")") -%}
            {%- endfor -%}
            {{ exceptions.raise_compiler_error(
                "The activities of the raw tables span more than " ~ var("max_calendar_years")
                ~ " years, so a date is probably broken. Look at " ~ named | join(", ")
                ~ ". Correct the row, or set the var as_of_date to the last real day, or "
                ~ "max_calendar_years."
            ) }}
        {%- endif -%}
    {%- endif -%}
{% endmacro %}
