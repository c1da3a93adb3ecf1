{#- new + returning = visitors, and neither is more than all, in every row. -#}
{{ config(group="web") }}

select *
from {{ ref("web_metrics") }}
where
    new_visitors + returning_visitors <> visitors
    or new_visitors > visitors
    or new_visitors < 0
