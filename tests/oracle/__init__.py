"""The oracle: a second, independent computation of the commerce marts from the raw files.

Plain Python, written from docs/definitions.md alone. It shares no code, no SQL and no engine with
the dbt project, so that an error would have to be made twice to pass unseen.
"""
