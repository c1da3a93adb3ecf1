-- Which age groups message us for the first time, and where?
-- One row per age group and support channel over all finished months, the most first contacts of an
-- age group first. first_contacts counts customers who used the channel for the first time ever:
-- each once per channel, so that its months may be added here, though those of all channels
-- together may not. share_of_age_group: of 100 first contacts of the age group so many were on this
-- channel. It shows where a new customer of that age looks for us.

with

channel_ages as (

    select
        dimension_value,
        sum(first_time_channel_users) as first_contacts,
        sum(tickets) as tickets
    from {{ ref("support_metrics") }}
    where
        period_grain = 'month'
        and dimension = 'support_channel x age_group'
        and is_complete
    group by dimension_value

),

-- The age group stands last; a channel may have ' x ' in its own name.
age_groups as (

    select
        *,
        split_part(dimension_value, ' x ', -1) as age_group
    from channel_ages

),

contacts as (

    select
        *,
        left(dimension_value, length(dimension_value) - length(' x ' || age_group))
            as support_channel
    from age_groups

),

final as (

    select
        age_group,
        support_channel,
        first_contacts,
        tickets,
        {{ ratio(
            "first_contacts", "sum(first_contacts) over (partition by age_group)", 100
        ) }} as share_of_age_group
    from contacts
    where first_contacts > 0

)

select * from final
order by age_group asc, first_contacts desc, support_channel asc
