{#-
    The readable amounts of the raw table, per currency as it was delivered, are those of the mart
    plus those that were rejected, superseded or deleted. A row on its own would not show an amount
    that changed on its way.
-#}
{{ config(
    group="commerce",
    meta={
        "failure":
            "The amounts of a raw table are not those of its mart plus those that were rejected, "
            "superseded or deleted.",
    },
) }}

{%- for raw_table, key in {"orders": "order_id", "refunds": "refund_id"}.items() %}
{%- set currency_text = trim_text("cast(currency as " ~ dbt.type_string() ~ ")") %}
{%- set amount_text = trim_text("cast(amount as " ~ dbt.type_string() ~ ")") %}
{%- set raw_currency = "coalesce(upper(" ~ cleaned_text(currency_text) ~ "), '(none)')" %}
{%- set typed_currency = "coalesce(upper(" ~ raw_table ~ ".currency), '(none)')" %}
select
    '{{ raw_table }}' as raw_table,
    currency,
    sum(raw_amount) as raw_amount,
    sum(accounted_amount) as accounted_amount
from (
    select
        {{ raw_currency }} as currency,
        {{ cast_text(amount_text, "decimal") }} as raw_amount,
        0 as accounted_amount
    from {{ ref("base_" ~ raw_table) }}

    union all

    -- Kept: what the mart holds.
    select
        {{ typed_currency }} as currency,
        0 as raw_amount,
        marts.amount as accounted_amount
    from {{ ref(raw_table) }} as marts
    inner join {{ ref("stg_" ~ raw_table) }} as {{ raw_table }}
        on marts.{{ key }} = {{ raw_table }}.{{ key }}

    union all

    -- Rejected, superseded, deleted.
    select
        {{ typed_currency }} as currency,
        0 as raw_amount,
        {{ raw_table }}.amount as accounted_amount
    from {{ ref("stg_" ~ raw_table ~ "__exceptions") }} as {{ raw_table }}
    where {{ raw_table }}._row_status <> 'kept'

    union all

    -- Set aside without an exchange rate.
    select
        {{ typed_currency }} as currency,
        0 as raw_amount,
        converted.amount as accounted_amount
    from {{ ref("int_" ~ raw_table ~ "_converted") }} as converted
    inner join {{ ref("stg_" ~ raw_table) }} as {{ raw_table }}
        on converted.{{ key }} = {{ raw_table }}.{{ key }}
    where not converted.has_exchange_rate
) as amounts
group by currency
having coalesce(sum(raw_amount), 0) <> coalesce(sum(accounted_amount), 0)
{%- if not loop.last %}

union all
{% endif %}
{%- endfor %}
