-- What moved the conversion rate?
-- One row per channel group: by how many points it moved the session conversion rate of all from
-- the last but one finished month to the last, as [mix-and-rate] of docs/definitions.md says.
-- rate_effect: its own sessions convert better or worse. mix_effect: its share of all sessions has
-- grown or shrunk, and it converts better or worse than the average. All effects add up to the
-- change of the rate, with no rest: the change of one factor is taken at the mean of the other one.
-- Sessions are used, not visitors, because a visitor of two channels would count twice. A channel
-- without a session in one of the two months has moved the mix only.

with

months as (

    select * from {{ ref("web_metrics") }}
    where
        period_grain = 'month'
        and dimension in ('all', 'channel_group')
        and is_complete

),

ranked_months as (

    select
        *,
        dense_rank() over (order by period_start desc) as month_rank
    from months

),

-- The last finished month is of rank 1. Without a month before it there is no change.
totals as (

    select
        now_total.sessions as sessions_now,
        before_total.sessions as sessions_before,
        {{ ratio("now_total.converted_sessions", "now_total.sessions", 100) }} as rate_now,
        {{ ratio("before_total.converted_sessions", "before_total.sessions", 100) }} as rate_before
    from ranked_months as now_total
    inner join ranked_months as before_total
        on now_total.month_rank = 1 and before_total.month_rank = 2
    where now_total.dimension = 'all' and before_total.dimension = 'all'

),

channels as (

    select
        {%- for name, rank in [("before", 2), ("now", 1)] %}
        coalesce(sum(sessions) filter (where month_rank = {{ rank }}), 0) as sessions_{{ name }},
        coalesce(sum(converted_sessions) filter (where month_rank = {{ rank }}), 0)
            as converted_sessions_{{ name }},
        {%- endfor %}
        dimension_value as channel_group
    from ranked_months
    where dimension = 'channel_group' and month_rank <= 2
    group by dimension_value

),

rates as (

    select
        channels.channel_group,
        {%- for name in ["before", "now"] %}
        channels.sessions_{{ name }},
        {{ ratio("channels.sessions_" ~ name, "totals.sessions_" ~ name) }} as share_{{ name }},
        {{ ratio("channels.converted_sessions_" ~ name, "channels.sessions_" ~ name, 100) }}
            as rate_{{ name }},
        {%- endfor %}
        0.5 * (totals.rate_before + totals.rate_now) as mean_rate_of_all
    from channels
    cross join totals

),

compared_rates as (

    select
        *,
        coalesce(rate_before, rate_now) as compared_rate_before,
        coalesce(rate_now, rate_before) as compared_rate_now
    from rates

),

effects as (

    select
        *,
        0.5 * (share_before + share_now) * (compared_rate_now - compared_rate_before)
            as rate_effect,
        (share_now - share_before)
        * (0.5 * (compared_rate_before + compared_rate_now) - mean_rate_of_all) as mix_effect
    from compared_rates

),

final as (

    select
        channel_group,
        sessions_before,
        sessions_now,
        rate_before,
        rate_now,
        rate_effect,
        mix_effect,
        rate_effect + mix_effect as effect
    from effects

)

select * from final
order by abs(effect) desc, channel_group asc
