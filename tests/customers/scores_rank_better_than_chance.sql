{#-
    A warning: in a month, those who did more afterwards had rather the lower scores
    [score-backtest].
-#}
{{ config(group="customers", severity="warn") }}

{%- set query -%}
    {% for area, doing in {"auc_active": "are active", "auc_buying": "buy"}.items() -%}
    select
        'The engagement scores of ' || cast(month_start as {{ dbt.type_string() }})
        || ' rank customers worse than chance by whether they {{ doing }} in the '
        || '{{ var("backtest_days") }} days after the month: {{ area }} is '
        || cast(cast({{ area }} as decimal(5, 3)) as {{ dbt.type_string() }})
        || ', and 0.5 is chance. Look at the seeds activity_types and engagement_parts.' as message
    from {{ ref("score_backtest") }}
    where {{ area }} < 0.5
    {%- if not loop.last %}
    union all
    {% endif %}
    {%- endfor %}
{%- endset -%}

{{ warn_with_rows(query) }}
