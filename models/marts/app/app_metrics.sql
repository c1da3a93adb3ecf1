{%- set dimensions = [
    "platform",
    "app_version",
    "country",
    "acquisition_source",
] -%}
{%- set parts_of_facts = [
    "install_parts",
    "uninstall_parts",
    "session_parts",
    "rating_parts",
    "push_parts",
] -%}
{%- set install_measures = {"installs": "count(*)"} -%}
{%- for days in install_retention_days() -%}
{%- set is_retained = "is_day" ~ days ~ "_retained" -%}
{%- do install_measures.update({
    "day" ~ days ~ "_eligible_installs": "count(" ~ is_retained ~ ")",
    "day" ~ days ~ "_retained_installs": "count(*) filter (where " ~ is_retained ~ ")",
}) -%}
{%- endfor -%}

with

as_of_date as (

    select * from {{ ref("int_as_of_date") }}

),

periods as (

    select * from {{ ref("int_periods") }}

),

-- A reinstall is no download, but its device can uninstall again.
downloads as (

    select * from {{ ref("app_installs") }}
    where not is_reinstall

),

uninstalls as (

    select * from {{ ref("app_installs") }}
    where uninstalled_date is not null

),

sessions as (

    select
        *,
        {{ app_person("customer_id", "device_id") }} as app_person_id
    from {{ ref("app_sessions") }}

),

-- The stores do not tell what brought the author of a rating.
ratings as (

    select
        *,
        cast(null as {{ dbt.type_string() }}) as acquisition_source
    from {{ ref("app_ratings") }}

),

-- A notification has no platform and no version of its own.
notifications as (

    select
        *,
        cast(null as {{ dbt.type_string() }}) as platform,
        cast(null as {{ dbt.type_string() }}) as app_version
    from {{ ref("int_push_notifications_matched") }}
    where is_delivered

),

-- One row per device or person, period and cut.
device_uninstalls as (

    {{ per_person_and_cut("uninstalls", "uninstalled_date", "device_id", dimensions, {}) }}

),

person_sessions as (

    {{ per_person_and_cut("sessions", "started_date", "app_person_id", dimensions, {
        "app_sessions": "count(*)",
        "usage_seconds": "sum(usage_seconds)",
    }) }}

),

-- The parts, one row per period and cut.
uninstall_parts as (

    select
        period_grain,
        period_start,
        dimension,
        dimension_value,
        count(*) as uninstalls
    from device_uninstalls
    group by all

),

session_parts as (

    select
        period_grain,
        period_start,
        dimension,
        dimension_value,
        count(*) as app_active_users,
        sum(app_sessions) as app_sessions,
        sum(usage_seconds) as usage_seconds
    from person_sessions
    group by all

),

install_parts as (

    {{ per_cut("downloads", "installed_date", dimensions, install_measures) }}

),

rating_parts as (

    {{ per_cut("ratings", "rated_date", dimensions, {
        "app_ratings": "count(*)",
        "app_rating_stars": "sum(stars)",
    }) }}

),

push_parts as (

    {{ per_cut("notifications", "sent_date", dimensions, {
        "push_delivered": "count(*)",
        "push_opened": "count(*) filter (where is_opened)",
        "push_returned": "count(*) filter (where is_returned)",
    }) }}

),

first_activity as (

    {{ first_activity([
        {"facts": "downloads", "date": "installed_date"},
        {"facts": "uninstalls", "date": "uninstalled_date"},
        {"facts": "sessions", "date": "started_date"},
        {"facts": "ratings", "date": "rated_date"},
        {"facts": "notifications", "date": "sent_date"},
    ]) }}

),

row_keys as (

    {{ metric_row_keys("periods", "first_activity", parts_of_facts) }}

),

parts as (

    select
        row_keys.period_grain,
        row_keys.period_start,
        row_keys.dimension,
        row_keys.dimension_value,
        {{ is_period_complete(
            period_end_of("row_keys.period_grain", "row_keys.period_start"), "as_of_date.as_of_date"
        ) }} as is_complete,

        {% for part in install_measures -%}
        coalesce(install_parts.{{ part }}, 0) as {{ part }},
        {% endfor -%}
        coalesce(uninstall_parts.uninstalls, 0) as uninstalls,
        coalesce(session_parts.app_active_users, 0) as app_active_users,
        coalesce(session_parts.app_sessions, 0) as app_sessions,
        -- Null where no session knows how long it was: an unknown time is not 0.
        {{ usage_minutes("session_parts.usage_seconds") }} as app_minutes,
        coalesce(rating_parts.app_ratings, 0) as app_ratings,
        coalesce(rating_parts.app_rating_stars, 0) as app_rating_stars,
        coalesce(push_parts.push_delivered, 0) as push_delivered,
        coalesce(push_parts.push_opened, 0) as push_opened,
        coalesce(push_parts.push_returned, 0) as push_returned
    from row_keys
    cross join as_of_date
    {{ join_metric_parts("row_keys", parts_of_facts) }}

),

final as (

    select
        period_grain,
        period_start,
        dimension,
        dimension_value,
        is_complete,

        {% for part in install_measures -%}
        cast({{ part }} as bigint) as {{ part }},
        {% endfor -%}
        uninstalls,
        app_active_users,
        cast(app_sessions as bigint) as app_sessions,
        app_minutes,
        cast(app_ratings as bigint) as app_ratings,
        cast(app_rating_stars as bigint) as app_rating_stars,
        cast(push_delivered as bigint) as push_delivered,
        cast(push_opened as bigint) as push_opened,
        cast(push_returned as bigint) as push_returned,

        {% for days in install_retention_days() -%}
        {{ ratio(
            "day" ~ days ~ "_retained_installs", "day" ~ days ~ "_eligible_installs", 100
        ) }} as install_day{{ days }}_retention,
        {% endfor -%}
        {{ ratio("app_minutes", "app_active_users") }} as app_minutes_per_user,
        {{ ratio("app_sessions", "app_active_users") }} as app_sessions_per_user,
        {{ ratio("app_rating_stars", "app_ratings") }} as avg_app_rating,
        {{ ratio("push_opened", "push_delivered", 100) }} as push_open_rate,
        {{ ratio("push_returned", "push_delivered", 100) }} as push_return_rate
    from parts

)

select * from final
