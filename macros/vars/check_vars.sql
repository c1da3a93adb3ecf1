{#-
    Refuses, before anything is built, vars that do not exist and values that their declaration
    (declared_vars in dbt_project.yml) does not allow: one line per mistake, each with what is
    allowed. Called by on-run-start: an error there ends dbt before it touches the database.
-#}
{% macro check_vars() %}
    {%- set mistakes = var_mistakes() if is_building() else [] -%}
    {%- if mistakes -%}
        {{ exceptions.raise_compiler_error(mistakes | join("\n")) }}
    {%- endif -%}
{% endmacro %}


{#- What is wrong with the vars of this call, one line for each mistake. -#}
{% macro var_mistakes() %}
    {%- set mistakes = unknown_vars(invocation_args_dict.get("vars") or {}) -%}
    {%- set values = {} -%}
    {%- for name in var("declared_vars") -%}
        {%- do values.update({name: var(name)}) -%}
    {%- endfor -%}
    {%- for name, rules in var("declared_vars").items() -%}
        {%- do mistakes.extend(value_mistakes("The var " ~ name, values[name], rules, values)) -%}
    {%- endfor -%}
    {{ return(mistakes) }}
{% endmacro %}


{#-
    The value of a var that is a list or a mapping. It is checked here, because SQL that loops over
    it is rendered while dbt parses, before check_vars() runs. Fails with all mistakes of all vars.

    name: of the var.
-#}
{% macro checked_var(name) %}
    {%- set value = var(name) -%}
    {%- set rules = var("declared_vars")[name] -%}
    {%- set mistakes = value_mistakes("The var " ~ name, value, rules, {name: value}) -%}
    {%- if mistakes -%}
        {{ exceptions.raise_compiler_error(var_mistakes() | join("\n")) }}
    {%- endif -%}
    {{ return(value) }}
{% endmacro %}


{#- One line for each var that is not declared. given: dict of the vars of this call. -#}
{% macro unknown_vars(given) %}
    {%- set mistakes = [] -%}
    {%- set declared = var("declared_vars") | list -%}
    {%- for name in given if name not in declared -%}
        {%- set nearest = nearest_name(name, declared) -%}
        {%- do mistakes.append(
            "There is no var " ~ name ~ ". "
            ~ ("Did you mean " ~ nearest ~ "?" if nearest
               else "See declared_vars in dbt_project.yml for those there are.")
        ) -%}
    {%- endfor -%}
    {{ return(mistakes) }}
{% endmacro %}


{#-
    What is wrong with a value, as a list of lines; empty if nothing is.

    place: what the value is, for the line; rules: its declaration; siblings: dict of the values
    beside it, by name.
-#}
{% macro value_mistakes(place, value, rules, siblings={}) %}
    {%- set mistakes = [] -%}
    {%- if value is none and rules.optional -%}
        {{ return(mistakes) }}
    {%- endif -%}
    {%- if rules.may_be_list and is_of_type(value, {"type": "list"}) -%}
        {%- set one = dict(rules) -%}
        {%- do one.update({"may_be_list": false}) -%}
        {{ return(value_mistakes(place, value, {"type": "list", "items": one})) }}
    {%- endif -%}
    {%- if not is_of_type(value, rules) or not is_within(value, rules, siblings) -%}
        {%- do mistakes.append(
            place ~ " is " ~ value_text(value) ~ ", but must be " ~ allowed_text(rules) ~ "."
            ~ nearest_text(value, rules)
        ) -%}
    {%- elif rules.type == "list" -%}
        {%- if value | length == 0 and not rules.may_be_empty -%}
            {%- do mistakes.append(
                place ~ " is empty, but must be " ~ allowed_text(rules) ~ "."
            ) -%}
        {%- endif -%}
        {%- for item in value -%}
            {%- do mistakes.extend(
                value_mistakes(place ~ ", item " ~ loop.index ~ ",", item, rules.get("items"))
            ) -%}
        {%- endfor -%}
        {%- for item in value | reject("mapping") | unique if value.count(item) > 1 -%}
            {%- do mistakes.append(place ~ " has " ~ value_text(item) ~ " more than once.") -%}
        {%- endfor -%}
    {%- elif rules.type == "mapping" -%}
        {%- do mistakes.extend(mapping_mistakes(place, value, rules)) -%}
    {%- elif rules.type == "sources" -%}
        {%- do mistakes.extend(source_mistakes(place, value)) -%}
    {%- endif -%}
    {%- if rules.needs and siblings.get(rules.needs) is none -%}
        {%- do mistakes.append(place ~ " is set without the var " ~ rules.needs ~ ". Set both.") -%}
    {%- endif -%}
    {%- if rules.not_with and siblings.get(rules.not_with) is not none -%}
        {%- do mistakes.append(
            place ~ " and the var " ~ rules.not_with ~ " are both set. Set one of them."
        ) -%}
    {%- endif -%}
    {{ return(mistakes) }}
{% endmacro %}


{#- What is wrong with the names and values of a mapping; arguments as of value_mistakes(). -#}
{% macro mapping_mistakes(place, value, rules) %}
    {%- set mistakes = [] -%}
    {%- set known = rules.get("keys", value) -%}
    {%- if known == "raw_tables" -%}{%- set known = raw_tables() -%}{%- endif -%}
    {%- for name in value if name not in known -%}
        {%- set nearest = nearest_name(name, known) -%}
        {%- do mistakes.append(
            place ~ " has the name " ~ value_text(name) ~ ", but must have "
            ~ ("names of raw tables" if known == raw_tables() else "only " ~ known | join(", "))
            ~ "." ~ (" Did you mean " ~ nearest ~ "?" if nearest else "")
        ) -%}
    {%- endfor -%}
    {%- for name in rules.required or [] if name not in value -%}
        {%- do mistakes.append(place ~ " lacks " ~ name ~ ". It needs "
            ~ rules.required | join(", ") ~ ".") -%}
    {%- endfor -%}
    {%- for name in value if name in known -%}
        {%- set rules_of_value = rules.fields[name] if rules.fields else rules.get("values") -%}
        {%- do mistakes.extend(value_mistakes(
            place ~ "." ~ name, value[name], rules_of_value, value
        )) -%}
    {%- endfor -%}
    {{ return(mistakes) }}
{% endmacro %}


{#- Whether a value is of the type of its rules. A text is not blank unless a pattern allows it. -#}
{% macro is_of_type(value, rules) %}
    {%- set type = rules.type -%}
    {%- if type == "boolean" -%}{{ return(value is boolean) }}
    {%- elif type == "integer" -%}{{ return(value is integer) }}
    {%- elif type == "number" -%}
        {#- YAML's .nan is not equal to itself, and .inf is no bound of anything. -#}
        {{ return(value is number and value is not boolean and value == value
            and (value | string).strip("-") != "inf") }}
    {%- elif type == "list" -%}
        {{ return(value is iterable and value is not string and value is not mapping) }}
    {%- elif type in ["mapping", "sources"] -%}{{ return(value is mapping) }}
    {%- elif type == "date" -%}{{ return(is_iso_date(value | string)) }}
    {%- elif type == "time_zone" -%}
        {{ return(value is string and value in modules.pytz.all_timezones_set) }}
    {%- endif -%}
    {{ return(value is string and (rules.pattern is defined or value.strip() != "")) }}
{% endmacro %}


{#- Whether a value of the right type keeps to the bounds of its rules. -#}
{% macro is_within(value, rules, siblings) %}
    {%- set bound = siblings.get(rules.below) -%}
    {{ return(
        (rules.allowed is undefined or value in rules.allowed)
        and (rules.pattern is undefined or modules.re.fullmatch(rules.pattern, value) is not none)
        and (rules.at_least is undefined or value >= rules.at_least)
        and (rules.at_most is undefined or value <= rules.at_most)
        and (rules.above is undefined or value > rules.above)
        and (bound is not number or value < bound)
    ) }}
{% endmacro %}


{#- Whether a text is a date that exists, written YYYY-MM-DD. -#}
{% macro is_iso_date(text) %}
    {%- if not modules.re.fullmatch("[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])", text) -%}
        {{ return(false) }}
    {%- endif -%}
    {%- set year, month, day = text[:4] | int, text[5:7] | int, text[8:] | int -%}
    {%- if not 1 <= year < 9999 -%}{{ return(false) }}{%- endif -%}
    {%- set next_month = modules.datetime.date(year + month // 12, month % 12 + 1, 1) -%}
    {{ return(day <= (next_month - modules.datetime.timedelta(days=1)).day) }}
{% endmacro %}


{#- What a declaration allows, in words. -#}
{% macro allowed_text(rules) %}
    {%- set bounds = [] -%}
    {%- for rule, words in {
        "at_least": "of at least ", "above": "above ", "at_most": "of at most ", "below": "below ",
    }.items() if rules[rule] is defined -%}
        {%- do bounds.append(words ~ rules[rule]) -%}
    {%- endfor -%}
    {%- set text = {
        "text": "a text",
        "integer": "a whole number",
        "number": "a number",
        "boolean": "true or false",
        "date": "a date written YYYY-MM-DD",
        "time_zone": "the IANA name of a time zone, such as Europe/London",
        "list": "a list",
        "mapping": "a mapping of names to values",
        "sources": "a mapping of source systems to their connections",
    }[rules.type] -%}
    {%- if rules.allowed is defined -%}
        {%- set text = "one of " ~ rules.allowed | join(", ") -%}
    {%- elif rules.pattern_text is defined -%}
        {%- set text = rules.pattern_text -%}
    {%- elif rules.get("items") and rules.get("items").allowed -%}
        {%- set text = "a list with some of " ~ rules.get("items").allowed | join(", ") -%}
    {%- endif -%}
    {{ return(text ~ (" " if bounds else "") ~ bounds | join(" and ")
        ~ (", or null" if rules.optional else "")) }}
{% endmacro %}


{#- "Did you mean ...?" with the allowed value that is most similar, if one is similar enough. -#}
{% macro nearest_text(value, rules) %}
    {%- set allowed = modules.pytz.all_timezones if rules.type == "time_zone" else rules.allowed -%}
    {%- set nearest = nearest_name(value, allowed or []) if value is string else none -%}
    {{ return(" Did you mean " ~ nearest ~ "?" if nearest else "") }}
{% endmacro %}


{#- A value as a user writes it in YAML, on one line. -#}
{% macro value_text(value) %}
    {%- if value is none -%}{{ return("null") }}{%- endif -%}
    {%- set is_plain = value is number and value is not boolean -%}
    {{ return((value if is_plain else tojson(value)) | string | replace("\n", " ")) }}
{% endmacro %}
