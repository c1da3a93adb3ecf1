{#-
    The name that was probably meant by a misspelt one; none where nothing is near enough.

    A name is near when it is the same but for case and separators, or at most one letter away (two,
    from six letters on): added, left out, changed, or swapped with its neighbour.

    name: what was found; candidates: list of the names that are known. Ties go to the first of the
    alphabet.
-#}
{% macro nearest_name(name, candidates) %}
    {%- set letters = plain_letters(name) -%}
    {%- set limit = 2 if letters | length >= 6 else 1 -%}
    {%- set best = namespace(name=none, distance=limit + 1) -%}
    {%- for candidate in candidates | sort -%}
        {%- set other = plain_letters(candidate) -%}
        {#- Cheap bounds first: most names are far from each other. -#}
        {%- if (other | length - letters | length) | abs < best.distance
            and letters | reject("in", other) | list | length < best.distance -%}
            {%- set distance = edit_distance(letters, other) -%}
            {%- if distance < best.distance -%}
                {%- set best.name, best.distance = candidate, distance -%}
            {%- endif -%}
        {%- endif -%}
    {%- endfor -%}
    {{ return(best.name) }}
{% endmacro %}


{#- A name in lower case without anything but letters and digits. -#}
{% macro plain_letters(name) %}
    {{ return(modules.re.sub("[\\W_]+", "", name | string | lower)) }}
{% endmacro %}


{#-
    How many letters have to be added, left out, changed or swapped with their neighbour to make one
    text of another (Damerau and Levenshtein, no letter touched twice).
-#}
{% macro edit_distance(left, right) %}
    {%- set rows = [range(right | length + 1) | list] -%}
    {%- for i in range(1, left | length + 1) -%}
        {%- set row = [i] -%}
        {%- for j in range(1, right | length + 1) -%}
            {%- set changed = 0 if left[i - 1] == right[j - 1] else 1 -%}
            {%- set steps = [
                rows[i - 1][j] + 1, row[j - 1] + 1, rows[i - 1][j - 1] + changed,
            ] -%}
            {%- if i > 1 and j > 1
                and left[i - 1] == right[j - 2] and left[i - 2] == right[j - 1] -%}
                {%- do steps.append(rows[i - 2][j - 2] + 1) -%}
            {%- endif -%}
            {%- do row.append(steps | min) -%}
        {%- endfor -%}
        {%- do rows.append(row) -%}
    {%- endfor -%}
    {{ return(rows[-1][-1]) }}
{% endmacro %}
