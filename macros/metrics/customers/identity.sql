{#- Who is who [person-of-row]. All arguments are SQL expressions. -#}

{#-
    Whether an identifier names nobody [junk-identifiers]: compared without white space at its ends
    and in lower case. junk: identifier of the seed junk_identifiers.
-#}
{% macro is_junk_identifier(identifier, junk) -%}
    lower({{ trim_text(identifier) }}) = {{ junk }}
{%- endmacro %}


{#- The key of a row of event_attendances, as one text. relation: its name beside others. -#}
{% macro attendance_key(relation=none) -%}
    {%- set before = relation ~ "." if relation else "" -%}
    {{ before }}live_event_id || '|' || {{ before }}person_type || '|' || {{ before }}person_id
{%- endmacro %}


{#-
    What an identifier tells of its rows [identifier-rule]. linked_customers: how many customers its
    links name, after overrides.
-#}
{% macro identifier_rule(linked_customers) -%}
    case
        when {{ linked_customers }} = 0 then 'unlinked'
        when {{ linked_customers }} = 1 then 'linked'
        when {{ linked_customers }} <= {{ var("shared_identifier_max_customers") }} then 'shared'
        else 'kiosk'
    end
{%- endmacro %}


{#-
    Why a row belongs to its person, the first that applies [person-of-row]. customer_id: of the
    row itself; session_customer_id: the only customer of its web session; identifier: null = none;
    identifier_rule: of the identifier, null for one that no raw row carries.
-#}
{% macro person_rule(customer_id, session_customer_id, identifier, identifier_rule) -%}
    case
        when {{ customer_id }} is not null then 'own'
        when {{ session_customer_id }} is not null then 'session'
        when {{ identifier }} is null then 'none'
        else coalesce({{ identifier_rule }}, 'unlinked')
    end
{%- endmacro %}


{#-
    Who stands behind a row of a shared identifier (var shared_identifiers) [shared-identifiers]:
    nobody, or the customer of the last link up to it.
-#}
{% macro customer_of_shared(last_customer_id) -%}
    {{ last_customer_id if var("shared_identifiers") == "last_known" else "null" }}
{%- endmacro %}


{#-
    The name of a person: a customer, else somebody who has only an identifier, else nobody. Without
    kind and identifier: of a customer who is known to be one.
-#}
{% macro person_id(customer_id, kind="null", identifier="null") -%}
    coalesce('customer:' || {{ customer_id }}, {{ kind }} || ':' || {{ identifier }})
{%- endmacro %}
