{#- Who held a place at an event that is over either came or did not [no-shows]. -#}
{{ config(
    group="live_events",
    meta={
        "failure":
            "Registrations of live_event_metrics do not add up: who held a place neither came nor "
            "stayed away, or did both.",
    },
) }}

select *
from {{ ref("live_event_metrics") }}
where
    registered_check_ins + no_shows <> active_registrations
    or registered_check_ins > check_ins
    or active_registrations > registrations
