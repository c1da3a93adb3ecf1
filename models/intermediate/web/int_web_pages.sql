with

urls as (

    select * from {{ ref("int_web_urls") }}

),

final as (

    select distinct
        page_number,
        page_path
    from urls

)

select * from final
