{#-
    Whether an install is its device's latest at a moment: made before it or at it, and the next one
    after it [latest-install].

    moment: SQL expression; installed_at: of the install; next_installed_at: of the device's next
    install, null = none.
-#}
{% macro is_latest_install(moment, installed_at, next_installed_at) -%}
    (
        {{ installed_at }} <= {{ moment }}
        and ({{ next_installed_at }} is null or {{ moment }} < {{ next_installed_at }})
    )
{%- endmacro %}
