{#-
    A warning: rows of one key and one _loaded_at that say different things, of which one had to
    be picked.
-#}
{{ config(group="audit", severity="warn") }}

{{ warn_with_rows(conflicting_keys()) }}
