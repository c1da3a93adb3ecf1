-- From the example orders of R's package rfm to the contract's customers and orders: see README.md.
-- Reads the variable rfm_orders (a CSV file) and writes into the folder raw.

create temp table order_lines as
select
    -- The file has no key: its order.
    'O-' || lpad(cast(row_number() over () as varchar), 4, '0') as order_id,
    customer_id,
    email,
    cast(order_date as date) as ordered_at,
    cast(revenue as decimal(18, 2)) as amount
from read_csv(getvariable('rfm_orders'));

copy (
    select
        order_id,
        customer_id,
        ordered_at,
        'completed' as status,
        amount,
        'EUR' as currency
    from order_lines
    order by order_id
) to (getvariable('raw') || '/orders.csv') (format csv, header);

copy (
    select
        customer_id,
        -- The nearest thing to a first contact that the file knows.
        min(ordered_at) as created_at,
        min(email) as email
    from order_lines
    group by customer_id
    order by customer_id
) to (getvariable('raw') || '/customers.csv') (format csv, header);
