{#- Which installs came back [install-retention]. -#}

{#- Days after the install for which there are metrics; columns and parts are named after them. -#}
{% macro install_retention_days() %}{{ return([1, 7, 30]) }}{% endmacro %}


{#- Whether the app was on the device before; false where the source does not say. -#}
{% macro is_reinstall(is_reinstall_reported) -%}
    coalesce({{ is_reinstall_reported }}, false)
{%- endmacro %}


{#- Day N of an install: N calendar days after its local date, whatever its time of day. -#}
{% macro install_day(installed_date, days) -%}
    cast({{ dbt.dateadd("day", days, installed_date) }} as date)
{%- endmacro %}


{#-
    Whether an install is retained on a day: a session of its device starts on it. Null, and in no
    denominator, for a reinstall and while the day is not over; the as-of day itself counts as over.

    is_reinstall: of the install; install_day: the day; session_date: the same day where the device
    has a session on it, else null; as_of_date: SQL expressions.
-#}
{% macro is_retained_install(is_reinstall, install_day, session_date, as_of_date) %}
    case
        when not {{ is_reinstall }} and {{ install_day }} <= {{ as_of_date }}
            then {{ session_date }} is not null
    end
{% endmacro %}
