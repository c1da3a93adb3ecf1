{%- set dimensions = [
    "platform",
    "app_version",
    "country",
    "acquisition_source",
    "brand",
] -%}

with

-- With reinstalls: a reinstall is no download, but it can be uninstalled.
installs as (

    select * from {{ ref("app_installs") }}

),

sessions as (

    select * from {{ ref("app_sessions") }}

),

-- The stores do not say through which acquisition source the author of a rating came.
ratings as (

    select * from {{ ref("app_ratings") }}

),

-- A notification has no platform and no version of its own.
notifications as (

    select * from {{ ref("int_push_notifications_matched") }}

),

parts as (

    {{ metrics_table(dimensions, [
        {"facts": "installs", "where": "not is_reinstall", "date": "installed_date", "parts": {
            "installs": part_count(),
            "day1_eligible_installs": part_count("is_day1_retained is not null"),
            "day1_retained_installs": part_count("is_day1_retained"),
            "day7_eligible_installs": part_count("is_day7_retained is not null"),
            "day7_retained_installs": part_count("is_day7_retained"),
            "day30_eligible_installs": part_count("is_day30_retained is not null"),
            "day30_retained_installs": part_count("is_day30_retained"),
        }},
        {"facts": "installs", "where": "uninstalled_date is not null", "date": "uninstalled_date",
            "person": "device_id", "parts": {"uninstalls": part_count()}},
        {"facts": "sessions", "date": "started_date",
            "person": app_person("customer_id", "device_id"),
            "per_person": {"sessions": "count(*)", "usage_seconds": "sum(usage_seconds)"},
            "parts": {
                "app_active_users": part_count(),
                "app_sessions": part_sum("sessions", empty=0),
                "app_minutes": part_of(usage_minutes("sum(usage_seconds)"), elapsed_type()),
            }},
        {"facts": "ratings", "date": "rated_date", "lacks": ["acquisition_source"], "parts": {
            "app_ratings": part_count(),
            "app_rating_stars": part_sum("stars", empty=0),
        }},
        {"facts": "notifications", "where": "is_delivered", "date": "sent_date",
            "lacks": ["platform", "app_version"], "parts": {
                "push_delivered": part_count(),
                "push_opened": part_count("is_opened"),
                "push_returned": part_count("is_returned"),
            }},
    ]) }}

),

final as (

    select
        *,
        {{ ratio("day1_retained_installs", "day1_eligible_installs", 100) }}
            as install_day1_retention,
        {{ ratio("day7_retained_installs", "day7_eligible_installs", 100) }}
            as install_day7_retention,
        {{ ratio("day30_retained_installs", "day30_eligible_installs", 100) }}
            as install_day30_retention,
        {{ ratio("app_minutes", "app_active_users") }} as app_minutes_per_user,
        {{ ratio("app_sessions", "app_active_users") }} as app_sessions_per_user,
        {{ ratio("app_rating_stars", "app_ratings") }} as avg_app_rating,
        {{ ratio("push_opened", "push_delivered", 100) }} as push_open_rate,
        {{ ratio("push_returned", "push_delivered", 100) }} as push_return_rate
    from parts

)

select * from final
