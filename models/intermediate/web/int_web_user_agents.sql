with

web_events as (

    select * from {{ ref("stg_web_events") }}

),

sessions as (

    select * from {{ ref("stg_sessions") }}

),

bot_patterns as (

    select * from {{ ref("bot_patterns") }}

),

user_agents as (

    select user_agent from web_events
    union distinct
    select user_agent from sessions

),

final as (

    select
        user_agents.user_agent,
        bool_or(
            coalesce({{ is_bot_agent("user_agents.user_agent", "bot_patterns.pattern") }}, false)
        ) as is_bot
    from user_agents
    left join bot_patterns
        on true
    where user_agents.user_agent is not null
    group by user_agents.user_agent

)

select * from final
