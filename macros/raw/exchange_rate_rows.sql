{#-
    SQL of all exchange rates: base_currency, currency, valid_from, rate [exchange-rate]. They are
    the rows of the seed exchange_rates or, where the var exchange_rates_file names one, those of a
    file [rates-file].
-#}
{% macro exchange_rate_rows() %}
    {#- ref() is called in any case: the lineage does not depend on a var. -#}
    {%- set rows = "select * from " ~ ref("exchange_rates") -%}
    {%- if var("exchange_rates_file") is not none and is_building() -%}
        {%- set texts = exchange_rate_texts(var("exchange_rates_file")) -%}
        {%- do check_exchange_rate_texts(texts) -%}
        {%- set rows -%}
            select
                base_currency,
                currency,
                cast(valid_from as date) as valid_from,
                cast({{ ratio("base_units", "units") }} as decimal(18, 8)) as rate
            from ({{ texts }}) as texts
            where units is not null and base_units is not null
        {%- endset -%}
    {%- endif -%}
    {{ return(rows) }}
{% endmacro %}


{#- Where the exchange rates stand, for messages. -#}
{% macro exchange_rates_place() %}
    {%- set file = var("exchange_rates_file") -%}
    {{ return("the file " ~ file ~ " (var exchange_rates_file)" if file is not none
        else "the seed exchange_rates") }}
{% endmacro %}


{#-
    SQL: the rates of a file as texts: line_number, base_currency, currency, valid_from, and that so
    many units of the currency (units) are so many of the base currency (base_units). The European
    Central Bank writes units for one euro, and N/A where there is none on a day.
-#}
{% macro exchange_rate_texts(file) %}
    {%- set header = exchange_rates_header(file) -%}
    {%- set value = {} -%}
    {%- for name in header -%}
        {%- do value.update({name: trim_text("fields[" ~ loop.index ~ "]")}) -%}
    {%- endfor -%}
    {%- set base_currency = string_literal(var("base_currency") | upper) -%}
    {%- set names, units = [string_literal("EUR")], ["'1'"] -%}
    {%- for name in header if name not in ["DATE", "EUR", ""] -%}
        {%- do names.append(string_literal(name)) -%}
        {%- do units.append("nullif(upper(" ~ value[name] ~ "), 'N/A')") -%}
    {%- endfor -%}
    {%- set texts -%}
        select
            line_number,
            {% if "DATE" not in header -%}
            upper({{ value.BASE_CURRENCY }}) as base_currency,
            upper({{ value.CURRENCY }}) as currency,
            {{ value.VALID_FROM }} as valid_from,
            '1' as units,
            coalesce({{ value.RATE }}, '') as base_units
            {%- else -%}
            {{ base_currency }} as base_currency,
            unnest([{{ names | join(", ") }}]) as currency,
            {{ value.DATE }} as valid_from,
            unnest([{{ units | join(", ") }}]) as units,
            {{ units[names.index(base_currency)] }} as base_units
            {%- endif %}
        from (
            select line_number, string_split(line, ',') as fields
            from {{ exchange_rate_lines(file) }}
            where line_number > 1
        ) as lines
    {%- endset -%}
    {{ return(texts) }}
{% endmacro %}


{#-
    The column names of a file of rates, in upper case. Fails where the file is not there, or has
    neither the columns of the seed nor those of the European Central Bank.
-#}
{% macro exchange_rates_header(file) %}
    {%- set named = exchange_rates_place() | replace("the file", "The file", 1) -%}
    {%- set found = run_query("select 1 from glob(" ~ string_literal(glob_literal(file)) ~ ")") -%}
    {%- set first_line = run_query(
        "select line from " ~ exchange_rate_lines(file) ~ " where line_number = 1"
    ) if found | length > 0 else [] -%}
    {%- if first_line | length == 0 -%}
        {{ exceptions.raise_compiler_error(named ~ " is not there, or is empty. Name a file.") }}
    {%- endif -%}
    {%- set header = first_line.rows[0][0].upper().split(",") | map("trim") | list -%}
    {%- set own = ["BASE_CURRENCY", "CURRENCY", "VALID_FROM", "RATE"] -%}
    {%- if own | reject("in", header) | list | length == 0 -%}
        {{ return(header) }}
    {%- elif "DATE" not in header -%}
        {{ exceptions.raise_compiler_error(
            named ~ " has neither the column date and one for each currency, nor the columns "
            ~ own | join(", ") | lower ~ ". It has: " ~ first_names(header) | lower ~ "."
        ) }}
    {%- endif -%}
    {%- for name in header if name not in ["DATE", ""]
        and not modules.re.fullmatch("[A-Z]{3}", name) -%}
        {{ exceptions.raise_compiler_error(
            named ~ " has the column " ~ first_names([name])
            ~ ". Beside date each column must be a currency code of three letters."
        ) }}
    {%- endfor -%}
    {%- if var("base_currency") | upper not in header + ["EUR"] -%}
        {{ exceptions.raise_compiler_error(
            named ~ " has no column " ~ var("base_currency") | upper ~ ", so that nothing can be "
            ~ "converted into it. Add the column, or set the var base_currency."
        ) }}
    {%- endif -%}
    {{ return(header) }}
{% endmacro %}


{#-
    SQL: the lines of a file that are not blank, numbered, without quotes: no value of a file of
    rates holds a comma.
-#}
{% macro exchange_rate_lines(file) %}
    {%- set lines -%}
        (
            select
                row_number() over () as line_number,
                replace(line, '"', '') as line
            from (
                select {{ trim_text("line") }} as line
                from {{ text_lines([file], "utf-8") }}
            ) as lines
            where line is not null
        ) as lines
    {%- endset -%}
    {{ return(lines) }}
{% endmacro %}


{#- Fails with the first value of a file of rates that cannot be used. texts: SQL. -#}
{% macro check_exchange_rate_texts(texts) %}
    {%- set query -%}
        select
            line_number,
            case
                when not coalesce({{ matches_pattern("currency", "[A-Z]{3}") }}, false)
                    or not coalesce({{ matches_pattern("base_currency", "[A-Z]{3}") }}, false)
                    then 'a currency that is no code of three letters'
                when {{ cast_text("valid_from", "date") }} is null
                    then 'a day that is not written YYYY-MM-DD'
                when not coalesce({{ cast_text("base_units", "decimal") }} > 0, base_units is null)
                    or not coalesce({{ cast_text("units", "decimal") }} > 0, units is null)
                    then 'a rate of ' || currency || ' that is no number above 0'
            end as fault
        from ({{ texts }}) as texts
    {%- endset -%}
    {%- set faults = run_query(
        "select line_number, fault from (" ~ query ~ ") as faults where fault is not null"
        ~ " order by line_number, fault limit 1"
    ) -%}
    {%- for line_number, fault in faults.rows -%}
        {{ exceptions.raise_compiler_error(
            "Line " ~ line_number ~ " of " ~ exchange_rates_place() ~ " has " ~ fault
            ~ ". Correct it: blank lines are not counted."
        ) }}
    {%- endfor -%}
{% endmacro %}
