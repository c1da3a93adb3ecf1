{#-
    A warning: in a month, those who did more afterwards had rather the lower scores
    [score-backtest].
-#}
{{ config(group="customers", severity="warn") }}

{%- set query -%}
    select
        'The engagement scores of ' || cast(month_start as {{ dbt.type_string() }})
        || ' rank customers worse than chance by what they do in the '
        || '{{ var("backtest_days") }} days after the month: ' || area || ' is '
        || cast(cast(share as decimal(5, 3)) as {{ dbt.type_string() }})
        || ', and 0.5 is chance. Look at the seeds activity_types and engagement_parts.' as message
    from (
        select
            month_start,
            'auc_active' as area,
            auc_active as share
        from {{ ref("score_backtest") }}
        union all
        select
            month_start,
            'auc_buying' as area,
            auc_buying as share
        from {{ ref("score_backtest") }}
    ) as areas
    where share < 0.5
{%- endset -%}

{{ warn_with_rows(query) }}
