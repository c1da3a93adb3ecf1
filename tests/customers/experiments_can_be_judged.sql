{#-
    A warning: an experiment without exactly one control variant, or of whose variants only some
    have a share [experiment-assignment] [sample-ratio].
-#}
{{ config(group="customers", severity="warn") }}

{%- set query -%}
    select
        'Experiment ''' || experiment_id || ''' has ' || controls || ' control variants: it has no '
        || 'rows in experiment_results. Mark exactly one with is_control.' as message
    from (
        select
            experiment_id,
            count(distinct variant) filter (where is_control) as controls
        from {{ ref("stg_experiments") }}
        group by experiment_id
    ) as experiments
    where controls <> 1

    union all

    select distinct
        'Experiment ''' || experiment_id || ''': its ratio is not known. Give the variant '''
        || variant || ''' a share in the seed experiment_shares.' as message
    from {{ ref("stg_experiments") }}
    where
        experiment_id in (select experiment_id from {{ ref("experiment_shares") }})
        and (experiment_id, variant) not in (
            select (experiment_id, variant) from {{ ref("experiment_shares") }}
        )
{%- endset -%}

{{ warn_with_rows(query) }}
