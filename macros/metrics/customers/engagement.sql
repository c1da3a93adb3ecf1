{#-
    The engagement score: the one place where its formula stands [engagement-parts]. A part is named
    as the number that makes it; <name>_part, <name>_weight, <name>_target and <name>_order are
    columns.
-#}

{#- The names of the parts. -#}
{% macro engagement_parts() %}
    {{ return(["active_days", "channels", "points_per_active_day", "voices"]) }}
{% endmacro %}


{#- Whether an activity is engagement. makes_active, is_purchase: of its type. -#}
{% macro is_engagement(makes_active, is_purchase) -%}
    ({{ makes_active }} and not {{ is_purchase }})
{%- endmacro %}


{#-
    The points of the activities of one type on one day. activities: how many; points, daily_cap: of
    the type.
-#}
{% macro activity_points(activities, points, daily_cap) -%}
    {{ points }} * least({{ activities }}, {{ daily_cap }})
{%- endmacro %}


{#- 0 to 100: how much of its target a number reaches. -#}
{% macro engagement_part(number, target) -%}
    {{ rounded_ratio("100 * least(" ~ number ~ ", " ~ target ~ ")", target) }}
{%- endmacro %}


{#- The weighted mean of the parts. total_weight: SQL expression. -#}
{% macro engagement_score(total_weight) -%}
    {%- set weighted = [] -%}
    {%- for name in engagement_parts() -%}
        {%- do weighted.append(name ~ "_weight * " ~ name ~ "_part") -%}
    {%- endfor -%}
    {{ rounded_ratio("(" ~ weighted | join(" + ") ~ ")", total_weight) }}
{%- endmacro %}


{#- Whether a level asks for no feeling, or for the customer's [engagement-level]. -#}
{% macro has_feeling_of_level(last_feeling, feeling_of_level) -%}
    ({{ feeling_of_level }} is null or {{ last_feeling }} = {{ feeling_of_level }})
{%- endmacro %}


{#- First day of the window of a scored month [engagement-window]. month_start: a column. -#}
{% macro engagement_window_start(month_start) -%}
    cast({{ dbt.dateadd("month", 1 - var("engagement_window_months"), month_start) }} as date)
{%- endmacro %}


{#- Whether a customer is new at the end of a month [engagement-level]. known_date: since when. -#}
{% macro is_new_customer(known_date, month_end) -%}
    {{ dbt.datediff(known_date, month_end, "day") }} < {{ var("new_customer_days") }}
{%- endmacro %}


{#-
    The place of a part among the reasons, from 1 [engagement-reasons]: those before it are further
    from their median, or as far and earlier in the seed. Columns: <name>_distance of each part.
-#}
{% macro reason_place(name) -%}
    1
    {%- for other in engagement_parts() if other != name %}
    + case
        when
            {{ other }}_distance > {{ name }}_distance
            or (
                {{ other }}_distance = {{ name }}_distance
                and {{ other }}_order < {{ name }}_order
            )
            then 1
        else 0
    end
    {%- endfor %}
{%- endmacro %}


{#-
    What a reason says. place: 1 to 3; value: SQL expression, with {name} for the name of the part;
    columns: <name>_place of each part.
-#}
{% macro of_reason(place, value) -%}
    case {{ place }}
        {%- for name in engagement_parts() %}
        when {{ name }}_place then {{ value.replace("{name}", name) }}
        {%- endfor %}
    end
{%- endmacro %}
