-- Monthly active people and customers per channel, and a table of the customers with their orders,
-- contacts and quintiles, as one script written by hand over the facts of the channels. Without
-- placeholders, overrides and rows of sessions. Reads the attached database build, and writes into
-- the current database.

create table links as
select kind, identifier, min(customer_id) as customer_id
from (
    select 'visitor' as kind, events.visitor_id as identifier, events.customer_id
    from build.int_web_events_sessionized as events
    inner join build.web_sessions as sessions using (session_id)
    where not sessions.is_bot
    union all
    select 'device', device_id, customer_id from build.app_installs
    union all
    select 'device', device_id, customer_id from build.app_sessions
    union all
    select 'device', device_id, customer_id from build.stg_push_notifications
    union all
    select 'contact', contact_id, customer_id from build.stg_event_registrations
    union all
    select 'author', platform || ':' || author_id, customer_id from build.social_comments
    where not is_brand_reply
    union all
    select 'author', platform || ':' || author_id, customer_id from build.stg_social_mentions
)
group by all
having count(distinct customer_id) = 1;

create table visits as
select
    sessions.session_id,
    sessions.visitor_id,
    sessions.session_date,
    coalesce(named.customer_id, links.customer_id) as customer_id
from build.web_sessions as sessions
left join (
    select session_id, min(customer_id) as customer_id
    from build.int_web_events_sessionized
    group by session_id
    having count(distinct customer_id) = 1
) as named using (session_id)
left join links
    on links.kind = 'visitor' and links.identifier = sessions.visitor_id
where not sessions.is_bot;

-- Everything that somebody did, once per day, channel and person.
create table activities as
with done as (
    select
        'web' as channel, session_date as day, customer_id, 'visitor' as kind,
        visitor_id as identifier, true as is_active
    from visits
    union all
    select
        'web', visits.session_date, coalesce(page_views.customer_id, visits.customer_id),
        'visitor', visits.visitor_id, true
    from (
        select web_event_id from build.web_page_views
        where not is_bot and not is_refresh
        union all
        select web_event_id from build.int_web_events_sessionized
        where event_kind not in ('page_view', 'ignore')
    ) as counted
    inner join build.int_web_events_sessionized as page_views using (web_event_id)
    inner join visits using (session_id)
    union all
    select 'app', started_date, customer_id, 'device', device_id, true from build.app_sessions
    union all
    select 'app', installed_date, customer_id, 'device', device_id, true from build.app_installs
    where not is_reinstall
    union all
    select 'app', uninstalled_date, customer_id, 'device', device_id, false
    from build.app_installs
    union all
    select 'app', opened_at::date, customer_id, 'device', device_id, true
    from build.stg_push_notifications
    union all
    select 'email', events.occurred_at::date, messages.customer_id, null, null, true
    from build.stg_email_events as events
    inner join build.email_messages as messages using (message_id)
    where events.event_type in ('opened', 'clicked') and not coalesce(events.is_machine, false)
    union all
    select 'email', first_unsubscribed_at::date, customer_id, null, null, false
    from build.email_messages
    union all
    select
        'social', commented_date, customer_id, 'author', platform || ':' || author_id, true
    from build.social_comments
    where not is_brand_reply
    union all
    select
        'social', mentioned_at::date, customer_id, 'author', platform || ':' || author_id, true
    from build.stg_social_mentions
    union all
    select 'support', created_date, customer_id, null, null, true from build.support_tickets
    union all
    select 'support', messages.sent_at::date, tickets.customer_id, null, null, true
    from build.stg_support_messages as messages
    inner join build.support_tickets as tickets using (ticket_id)
    where messages.sender_type = 'customer'
    union all
    select 'surveys', answered_date, customer_id, null, null, true from build.survey_responses
    where is_answered
    union all
    select
        'live_events', coalesce(registered_at, checked_in_at)::date, customer_id, 'contact',
        contact_id, true
    from build.event_attendances
    where is_registered
    union all
    select 'live_events', checked_in_at::date, customer_id, 'contact', contact_id, true
    from build.event_attendances
    where is_checked_in
    union all
    select 'commerce', ordered_date, customer_id, null, null, true from build.orders
    where is_completed
    union all
    select 'commerce', refunded_date, customer_id, null, null, false from build.refunds
    where is_counted
    union all
    select 'commerce', reviewed_date, customer_id, null, null, true from build.reviews
    union all
    select 'commerce', created_at::date, referred_by_customer_id, null, null, true
    from build.stg_customers
    where referred_by_customer_id <> customer_id
)

select
    done.channel,
    done.day,
    coalesce(done.customer_id, links.customer_id) as customer_id,
    coalesce(
        'customer:' || coalesce(done.customer_id, links.customer_id),
        done.kind || ':' || done.identifier
    ) as person_id,
    bool_or(done.is_active) as is_active
from done
left join links using (kind, identifier)
where done.day is not null and coalesce(done.customer_id, done.identifier) is not null
group by all;

create table known as
select customer_id, min(day) as known_date
from (
    select customer_id, created_at::date as day from build.stg_customers
    union all
    select customer_id, ordered_date from build.orders
    where is_completed and customer_id is not null
)
group by customer_id;

create table monthly_by_hand as
select
    date_trunc('month', day)::date as period_start,
    coalesce(channel, 'all') as dimension_value,
    count(distinct person_id) as active_people,
    count(distinct activities.customer_id) filter (
        where known_date <= last_day(date_trunc('month', day)::date)
    ) as active_customers
from activities
left join known using (customer_id)
where is_active
group by grouping sets ((period_start), (period_start, channel));

create table customers_by_hand as
with revenue as (
    select
        customer_id,
        count(*) filter (where kind = 'order') as orders,
        max(day) filter (where kind = 'order') as last_order_date,
        coalesce(sum(amount) filter (where kind = 'order'), 0) as gross_revenue,
        coalesce(sum(amount) filter (where kind = 'order'), 0)
        - coalesce(sum(amount) filter (where kind = 'refund'), 0) as net_revenue
    from (
        select 'order' as kind, customer_id, ordered_date as day, base_amount as amount
        from build.orders
        where is_completed
        union all
        select 'refund', customer_id, refunded_date, base_amount
        from build.refunds
        where is_counted
    )
    inner join build.int_as_of_date on day <= as_of_date
    group by customer_id
),

ranked as (
    select
        *,
        rank() over (order by last_order_date) - 1 as recency_rank,
        rank() over (order by orders) - 1 as frequency_rank,
        rank() over (order by net_revenue) - 1 as monetary_rank,
        nullif(count(*) over () - 1, 0) as others
    from revenue
    where orders > 0
),

contacts as (
    select customer_id, min(day) as first_contact_date, max(day) as last_contact_date
    from activities
    inner join build.int_as_of_date on day <= as_of_date
    where customer_id is not null
    group by customer_id
),

tickets as (
    select customer_id, count(*) as tickets
    from build.support_tickets
    inner join build.int_as_of_date on created_date <= as_of_date
    group by customer_id
)

select
    customer_id,
    known_date,
    first_contact_date,
    last_contact_date,
    coalesce(revenue.orders, 0) as orders,
    coalesce(revenue.gross_revenue, 0) as gross_revenue,
    coalesce(revenue.net_revenue, 0) as net_revenue,
    as_of_date - revenue.last_order_date as recency_days,
    case when revenue.orders > 0
        then least(5, 1 + coalesce(5 * recency_rank // others, 0))
    end as recency_quintile,
    case when revenue.orders > 0
        then least(5, 1 + coalesce(5 * frequency_rank // others, 0))
    end as frequency_quintile,
    case when revenue.orders > 0
        then least(5, 1 + coalesce(5 * monetary_rank // others, 0))
    end as monetary_quintile,
    coalesce(tickets, 0) as tickets
from known
cross join build.int_as_of_date
left join revenue using (customer_id)
left join ranked using (customer_id)
left join contacts using (customer_id)
left join tickets using (customer_id);
