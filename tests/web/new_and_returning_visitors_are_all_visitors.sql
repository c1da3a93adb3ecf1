{#- new + returning = visitors, and neither is more than all, in every row. -#}
{{ config(
    group="web",
    meta={
        "failure":
            "The new and the returning visitors of a row of web_metrics are not all of its "
            "visitors.",
    },
) }}

select *
from {{ ref("web_metrics") }}
where
    new_visitors + returning_visitors <> visitors
    or new_visitors > visitors
    or new_visitors < 0
