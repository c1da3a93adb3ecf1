{#- A mark that ends before it begins would mark nothing. -#}
{{ config(
    group="metrics",
    meta={
        "failure": "calendar_marks has a mark whose last_day is before its first_day.",
        "remedy": "Correct the row in seeds/reference/calendar_marks.csv.",
    },
) }}

select
    name,
    first_day,
    last_day
from {{ ref("calendar_marks") }}
where last_day < first_day
