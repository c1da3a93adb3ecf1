{#-
    An amount of Stripe, which counts in the smallest coin of its currency, as text in the currency
    itself: cents become dollars, yen stay as they are, and a dinar has 1000 fils. A text that is no
    number stays as it is, so that the contract rejects it.

    amount, currency: SQL of texts. Which currencies have no or three decimals is part of Stripe's
    interface; ISK and UGX are counted in hundredths there.
-#}
{% macro stripe_amount(amount, currency) %}
    {%- set whole = [
        "bif", "clp", "djf", "gnf", "jpy", "kmf", "krw", "mga", "pyg", "rwf", "vnd", "vuv", "xaf",
        "xof", "xpf",
    ] -%}
    {%- set thousandths = ["bhd", "jod", "kwd", "omr", "tnd"] -%}
    {%- set number = cast_text(amount, "decimal") -%}
    {{ return(
        "case when " ~ number ~ " is null then " ~ amount ~ " else cast(" ~ number
        ~ " * case when lower(" ~ currency ~ ") in ('" ~ whole | join("', '")
        ~ "') then 1.000 when lower(" ~ currency ~ ") in ('" ~ thousandths | join("', '")
        ~ "') then 0.001 else 0.010 end as " ~ dbt.type_string() ~ ") end"
    ) }}
{% endmacro %}


{#-
    What an item of a subscription costs in a month, as text: amount times quantity, over the months
    of its interval. A month is a twelfth of a year of days_per_year days. An amount that is no
    number stays as it is; without one (a price by tiers) it is null.

    amount: SQL of stripe_amount(); quantity, interval, interval_count: SQL of texts, null = 1.
-#}
{% macro stripe_monthly_amount(amount, quantity, interval, interval_count) %}
    {#- A year without a day is refused, but only after this is parsed. -#}
    {%- set months_of_day = 12 / var("days_per_year") if var("days_per_year") else 0 -%}
    {%- set months = "case lower(" ~ interval ~ ") when 'day' then " ~ months_of_day
        ~ " when 'week' then " ~ 7 * months_of_day
        ~ " when 'month' then 1 when 'year' then 12 end" -%}
    {%- set number = cast_text(amount, "decimal") -%}
    {%- set pieces = "coalesce(" ~ cast_text(quantity, "decimal") ~ ", 1)" -%}
    {%- set count = "coalesce(" ~ cast_text(interval_count, "decimal") ~ ", 1)" -%}
    {{ return(
        "case when " ~ number ~ " is null then " ~ amount ~ " else cast(cast("
        ~ ratio(number ~ " * " ~ pieces, count ~ " * " ~ months)
        ~ " as decimal(18, 6)) as " ~ dbt.type_string() ~ ") end"
    ) }}
{% endmacro %}
