{#-
    Whether a count of followers is valid for an account at the end of a period: it is not later,
    and at most so many days older (var follower_count_max_age_days) [follower-stock].

    follower_date: day of the count; period_end: last day of the period.
-#}
{% macro is_current_follower_count(follower_date, period_end) -%}
    {{ follower_date }} <= {{ period_end }}
    and {{ follower_date }}
    >= {{ dbt.dateadd("day", -1 * var("follower_count_max_age_days"), period_end) }}
{%- endmacro %}
