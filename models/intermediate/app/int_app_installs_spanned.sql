with

installs as (

    select * from {{ ref("stg_app_installs") }}

),

final as (

    select
        install_id,
        device_id,

        country,
        acquisition_source,
        brand,

        installed_at,
        lead(installed_at) over (
            partition by device_id
            order by installed_at, install_id
        ) as next_installed_at
    from installs

)

select * from final
