{#-
    A warning: a key that many rows share is probably a placeholder such as -1, and all its rows but
    one are lost.
-#}
{{ config(group="audit", severity="warn") }}

{{ warn_with_rows(placeholder_keys()) }}
