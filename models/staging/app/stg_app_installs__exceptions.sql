{{ exception_rows("app_installs") }}
