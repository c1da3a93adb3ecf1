with

identifiers as (

    select * from {{ ref("int_identifiers_linked") }}

),

identified_rows as (

    select * from {{ ref("int_rows_identified") }}

),

customers as (

    select
        *,
        {{ local_date("created_at") }} as created_date
    from {{ ref("stg_customers") }}

),

orders as (

    select * from {{ ref("orders") }}
    where
        is_completed
        and customer_id is not null

),

cycles as (

    {{ cycles_of("customers", "customer_id", "referred_by_customer_id") }}

),

shared as (

    select
        case identifier_rule when 'shared' then 'shared_identifier' else 'kiosk' end
            as conflict_type,
        kind || ':' || identifier as subject,
        customers_seen as customers,
        rows
    from identifiers
    where
        identifier_rule in ('shared', 'kiosk')
        and not is_overridden

),

junk as (

    select
        'junk_identifier' as conflict_type,
        kind || ':' || junk_identifier as subject,
        count(distinct customer_id) as customers,
        count(*) as rows
    from identified_rows
    where
        junk_identifier is not null
        and is_link
    group by all

),

same_email as (

    select
        'same_email' as conflict_type,
        'email_hash:' || email_hash as subject,
        count(*) as customers,
        count(*) as rows
    from customers
    where email_hash is not null
    group by email_hash
    having count(*) > 1

),

-- Without any row of a CRM nobody is known to it.
crm as (

    select count(*) > 0 as has_rows from customers

),

unknown_customers as (

    select
        'unknown_customer' as conflict_type,
        'customer:' || identified_rows.customer_id as subject,
        1 as customers,
        count(*) as rows
    from identified_rows
    left join customers
        on identified_rows.customer_id = customers.customer_id
    cross join crm
    where
        identified_rows.customer_id is not null
        and customers.customer_id is null
        and crm.has_rows
    group by identified_rows.customer_id

),

created_late as (

    select
        'created_after_first_order' as conflict_type,
        'customer:' || customers.customer_id as subject,
        1 as customers,
        count(*) as rows
    from customers
    inner join orders
        on customers.customer_id = orders.customer_id
    where orders.ordered_date < customers.created_date
    group by customers.customer_id

),

referral_cycles as (

    select
        'referral_cycle' as conflict_type,
        'customer:' || cycle_id as subject,
        count(*) as customers,
        count(*) as rows
    from cycles
    group by cycle_id

),

all_conflicts as (

    {% for conflicts in [
        "shared",
        "junk",
        "same_email",
        "unknown_customers",
        "created_late",
        "referral_cycles",
    ] -%}
    select * from {{ conflicts }}
    {%- if not loop.last %}
    union all
    {% endif %}
    {%- endfor %}

),

final as (

    select
        conflict_type,
        subject,
        cast(customers as bigint) as customers,
        cast(rows as bigint) as rows
    from all_conflicts

)

select * from final
