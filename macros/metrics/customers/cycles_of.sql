{#-
    The rows of a relation that lie on a cycle of two or more, each naming one other row at most:
    columns member and cycle_id, the least member [identity-conflicts]. Steps are doubled: after so
    many of them who is still on the way is on a cycle, and has seen all of it, whatever the order
    of the rows. No recursion, for any engine.

    relation: CTE; key, next_key: its columns. A row that names itself is no cycle.
-#}
{% macro cycles_of(relation, key, next_key) %}
    {%- set doublings = 20 -%}
    with

    {% for step in range(doublings + 1) -%}
    step_{{ step }} as (

        {%- if loop.first %}
        select
            members.{{ key }} as member,
            members.{{ next_key }} as next_member,
            least(members.{{ key }}, members.{{ next_key }}) as least_member
        from {{ relation }} as members
        inner join {{ relation }} as next_members
            on members.{{ next_key }} = next_members.{{ key }}
        where members.{{ key }} <> members.{{ next_key }}
        {%- else %}
        select
            here.member,
            there.next_member,
            least(here.least_member, there.least_member) as least_member
        from step_{{ step - 1 }} as here
        inner join step_{{ step - 1 }} as there
            on here.next_member = there.member
        {%- endif %}

    ),

    {% endfor -%}
    on_cycles as (

        select distinct next_member as member from step_{{ doublings }}

    )

    select
        on_cycles.member,
        step_{{ doublings }}.least_member as cycle_id
    from on_cycles
    inner join step_{{ doublings }}
        on on_cycles.member = step_{{ doublings }}.member
{% endmacro %}
