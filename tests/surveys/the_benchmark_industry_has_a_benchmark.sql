{#-
    A misspelt var benchmark_industry would leave csat_gap_to_benchmark empty without a word. Set
    the var to an industry of the seed csat_benchmarks, add yours there, or set it to null.
-#}
{{ config(
    group="surveys",
    meta={
        "failure": "The var benchmark_industry names an industry without a row in csat_benchmarks.",
        "remedy":
            "Set it to an industry of seeds/reference/csat_benchmarks.csv, add yours there, or "
            "set it to null.",
    },
) }}

select '{{ var("benchmark_industry") }}' as unknown_industry
where
    {{ "1 = 0" if var("benchmark_industry") is none else "1 = 1" }}
    and not exists (
        select 1
        from {{ ref("csat_benchmarks") }}
        where industry = {{ string_literal(var("benchmark_industry")) }}
    )
