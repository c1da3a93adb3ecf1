-- From the invoice lines of a shop to the contract's customers, orders and refunds: see README.md.
-- Reads the variable online_retail (a Parquet file) and writes into the folders raw and set_aside.

create temp table invoice_lines as
select
    InvoiceNo as invoice_id,
    cast(cast(CustomerID as bigint) as varchar) as customer_id,
    Country as country_name,
    -- The shop's clock shows British time; the contract wants to be told.
    timezone('Europe/London', InvoiceDate) as invoiced_at,
    Quantity > 0 and UnitPrice > 0 as is_sale,
    -- Decimals before they are multiplied: sums of doubles differ from run to run.
    cast(Quantity as decimal(9, 0)) * cast(UnitPrice as decimal(9, 3)) as line_amount
from read_parquet(getvariable('online_retail'));

create temp table invoices as
select
    invoice_id,
    max(customer_id) as customer_id,
    min(invoiced_at) as invoiced_at,
    count(*) as lines,
    sum(line_amount) as amount,
    case
        when starts_with(invoice_id, 'C') then 'refund'
        when starts_with(invoice_id, 'A') then 'bad debt adjustment'
        when bool_or(is_sale) then 'order'
        when sum(line_amount) = 0 and max(customer_id) is not null then 'free of charge'
        when sum(line_amount) = 0 then 'stock correction'
    end as kind
from invoice_lines
group by invoice_id;

copy (
    select
        invoice_id as order_id,
        customer_id,
        invoiced_at as ordered_at,
        'completed' as status,
        amount,
        'GBP' as currency,
        'web' as sales_channel
    from invoices
    where kind = 'order'
    order by invoice_id
) to (getvariable('raw') || '/orders.parquet') (format parquet);

copy (
    select
        invoice_id as refund_id,
        -- The file does not say which order was cancelled: a number that no order bears.
        invoice_id as order_id,
        invoiced_at as refunded_at,
        -amount as amount,
        'GBP' as currency
    from invoices
    where kind = 'refund'
    order by invoice_id
) to (getvariable('raw') || '/refunds.parquet') (format parquet);

copy (
    with countries (country_name, country) as (
        values
            ('Australia', 'AU'), ('Austria', 'AT'), ('Bahrain', 'BH'), ('Belgium', 'BE'),
            ('Brazil', 'BR'), ('Canada', 'CA'), ('Cyprus', 'CY'), ('Czech Republic', 'CZ'),
            ('Denmark', 'DK'), ('EIRE', 'IE'), ('Finland', 'FI'), ('France', 'FR'),
            ('Germany', 'DE'), ('Greece', 'GR'), ('Hong Kong', 'HK'), ('Iceland', 'IS'),
            ('Israel', 'IL'), ('Italy', 'IT'), ('Japan', 'JP'), ('Lebanon', 'LB'),
            ('Lithuania', 'LT'), ('Malta', 'MT'), ('Netherlands', 'NL'), ('Norway', 'NO'),
            ('Poland', 'PL'), ('Portugal', 'PT'), ('RSA', 'ZA'), ('Saudi Arabia', 'SA'),
            ('Singapore', 'SG'), ('Spain', 'ES'), ('Sweden', 'SE'), ('Switzerland', 'CH'),
            ('USA', 'US'), ('United Arab Emirates', 'AE'), ('United Kingdom', 'GB')
    )

    select
        customer_id,
        -- The nearest thing to a first contact that the file knows.
        min(invoiced_at) as created_at,
        max_by(country, (invoiced_at, country_name)) as country
    from invoice_lines
    left join countries using (country_name)
    where customer_id is not null
    group by customer_id
    order by customer_id
) to (getvariable('raw') || '/customers.parquet') (format parquet);

-- What is neither order nor refund is not brought in, but it is not forgotten either.
copy (
    select
        invoice_id,
        kind as reason,
        lines,
        amount
    from invoices
    where kind is null or kind not in ('order', 'refund')
    order by invoice_id
) to (getvariable('set_aside') || '/set_aside.csv') (format csv, header);
