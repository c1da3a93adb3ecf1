with

-- A plan that changes does not end a subscription: its versions are one term.
subscriptions as (

    {{ source_rows(
        "stripe",
        "subscription_history",
        [
            "id",
            "_dlt_id",
            ["customer_id", "customer"],
            "start_date",
            "created",
            "ended_at",
            [
                "cancellation_details_reason",
                "cancellation_details__reason",
                "cancellation_details.reason",
            ],
            "status",
            "livemode",
            "_fivetran_active",
        ],
        required=["id", "customer_id", "status"],
    ) }}

),

-- The column plan_id holds the id of a price; dlt names the subscription by its own key.
items as (

    {{ source_rows(
        "stripe",
        "subscription_item",
        [
            "id",
            ["subscription_id", "subscription", "_dlt_parent_id"],
            ["plan_id", "price_id", "price__id", "price.id"],
            "quantity",
        ],
        required=["subscription_id", "plan_id"],
        latest_by=["id"],
    ) }}

),

prices as (

    {{ source_rows(
        "stripe",
        "price",
        [
            "id",
            "nickname",
            "lookup_key",
            ["product_id", "product"],
            "unit_amount",
            ["recurring_interval", "recurring__interval", "recurring.interval"],
            [
                "recurring_interval_count",
                "recurring__interval_count",
                "recurring.interval_count",
            ],
            "currency",
        ],
        required=["id", "unit_amount", "recurring_interval", "currency"],
        latest_by=["id"],
    ) }}

),

products as (

    {{ source_rows("stripe", "product", ["id", "name"], latest_by=["id"]) }}

),

priced_items as (

    select
        items.connection,
        items.subscription_id,
        coalesce(prices.nickname, products.name, prices.lookup_key) as plan,
        upper(prices.currency) as currency,
        {{ stripe_monthly_amount(
            stripe_amount("prices.unit_amount", "prices.currency"),
            "items.quantity",
            "prices.recurring_interval",
            "prices.recurring_interval_count",
        ) }} as monthly_amount
    from items
    inner join prices
        on
            items.connection = prices.connection
            and items.plan_id = prices.id
    left join products
        on
            prices.connection = products.connection
            and prices.product_id = products.id

),

-- The dearest item names the plan.
plans as (

    select
        connection,
        subscription_id,
        max_by(plan, {{ cast_text("monthly_amount", "decimal") }}) as plan,
        max(currency) as currency,
        {{ summed_text("monthly_amount") }} as monthly_amount
    from priced_items
    group by
        connection,
        subscription_id

),

-- The end is ended_at: cancel_at and canceled_at are wishes. One that never began is none.
final as (

    select
        subscriptions.connection || ':' || subscriptions.id as subscription_id,
        subscriptions.connection || ':' || subscriptions.customer_id as customer_id,
        plans.plan,
        {{ epoch_text("coalesce(subscriptions.start_date, subscriptions.created)") }} as started_at,
        {{ epoch_text("subscriptions.ended_at") }} as ended_at,
        subscriptions.cancellation_details_reason as end_reason,
        plans.monthly_amount,
        plans.currency,
        subscriptions.brand,
        subscriptions._loaded_at,
        subscriptions._is_deleted as is_deleted
    from subscriptions
    left join plans
        on
            subscriptions.connection = plans.connection
            and plans.subscription_id in (subscriptions.id, subscriptions._dlt_id)
    where
        {{ is_live("subscriptions.livemode") }}
        and {{ is_live("subscriptions._fivetran_active") }}
        and lower(subscriptions.status) not in ('incomplete', 'incomplete_expired')

)

select * from final
