"""The oracle: a second, independent computation of every mart from the raw files.

Plain Python, written from docs/definitions.md alone. It shares no SQL and no formula with the dbt
project, so that an error would have to be made twice to pass unseen. What the project declares, it
reads from the YAML: the contract of the raw tables, columns, types and keys of the marts, vars.
"""
