{#- Every trigger has begun and has not ended, and names as many records as it has, up to 20. -#}
{{ config(
    group="customers",
    meta={
        "failure":
            "customer_triggers shows somebody who does not need anything today, or hides why.",
        "remedy": "Compare the row with its records in int_triggers_of_*.",
    },
) }}

with

as_of_date as (

    select * from {{ ref("int_as_of_date") }}

),

triggers as (

    select * from {{ ref("customer_triggers") }}

)

select triggers.*
from triggers
cross join as_of_date
left join {{ ref("trigger_kinds") }} as trigger_kinds
    on triggers.trigger_kind = trigger_kinds.trigger_kind
where
    trigger_kinds.trigger_kind is null
    or triggers.expires_on < as_of_date.as_of_date
    or (
        trigger_kinds.life_days is not null
        and triggers.expires_on >= {{ dbt.dateadd(
            "day", "trigger_kinds.life_days", "as_of_date.as_of_date"
        ) }}
    )
    or {{ local_date("triggers.since") }} > as_of_date.as_of_date
    or least(triggers.open_records, {{ evidence_records() }})
    > 1 + length(triggers.evidence) - length(replace(triggers.evidence, ', ', ' '))
