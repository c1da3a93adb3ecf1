with

exchange_rates as (

    {{ exchange_rate_rows() }}

),

rates as (

    select
        upper(currency) as currency,
        valid_from,
        rate
    from exchange_rates
    where
        upper(base_currency) = upper({{ string_literal(var("base_currency")) }})
        and upper(currency) <> upper({{ string_literal(var("base_currency")) }})

),

final as (

    select
        currency,
        valid_from,
        lead(valid_from) over (partition by currency order by valid_from) as valid_until,
        cast(rate as decimal(18, 8)) as exchange_rate
    from rates

    union all

    -- The base currency has the rate 1 on every day.
    select
        upper({{ string_literal(var("base_currency")) }}) as currency,
        cast(null as date) as valid_from,
        cast(null as date) as valid_until,
        cast(1 as decimal(18, 8)) as exchange_rate

)

select * from final
