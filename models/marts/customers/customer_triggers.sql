with

as_of_date as (

    select * from {{ ref("int_as_of_date") }}

),

trigger_kinds as (

    select * from {{ ref("trigger_kinds") }}

),

records as (

    select
        *,
        cast(null as date) as shown_until
    from {{ ref("int_triggers_of_feedback") }}

    union all

    select
        *,
        cast(null as date) as shown_until
    from {{ ref("int_triggers_of_visits") }}

    union all

    select * from {{ ref("int_triggers_of_orders") }}

),

-- Who wants no mail any more is not written to.
goodbyes as (

    select
        timeline.person_id,
        max(timeline.activity_date) as last_goodbye_date
    from {{ ref("customer_timeline") }} as timeline
    inner join as_of_date
        on timeline.activity_date <= as_of_date.as_of_date
    where timeline.activity_type in ('unsubscribe', 'complaint')
    group by timeline.person_id

),

dated as (

    select
        records.trigger_kind,
        records.person_id,
        records.record_id,
        records.happened_at,
        records.record_date,
        trigger_kinds.priority,
        cast(coalesce(
            records.shown_until,
            {{ dbt.dateadd("day", "trigger_kinds.life_days - 1", "records.record_date") }}
        ) as date) as shown_until
    from records
    inner join trigger_kinds
        on records.trigger_kind = trigger_kinds.trigger_kind
    left join goodbyes
        on records.person_id = goodbyes.person_id
    where
        not trigger_kinds.ends_by_unsubscribe
        or coalesce(goodbyes.last_goodbye_date < records.record_date, true)

),

open_records as (

    select
        dated.*,
        row_number() over (
            partition by dated.person_id, dated.trigger_kind
            order by dated.happened_at, dated.record_id
        ) as record_number
    from dated
    inner join as_of_date
        on
            dated.record_date <= as_of_date.as_of_date
            and dated.shown_until >= as_of_date.as_of_date

),

final as (

    select
        {{ dbt.hash("person_id || '|' || trigger_kind") }} as trigger_id,

        person_id,
        {{ customer_of_person("person_id") }} as customer_id,

        trigger_kind,
        priority,

        min(happened_at) as since,
        max(shown_until) as expires_on,

        count(*) as open_records,
        {{ dbt.listagg(
            "case when record_number <= " ~ evidence_records() ~ " then record_id end",
            "', '",
            "order by record_number"
        ) }} as evidence
    from open_records
    group by
        person_id,
        trigger_kind,
        priority

)

select * from final
