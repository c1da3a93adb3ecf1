"""Apache Superset on the published copy: its files, made from the catalog, and its server."""
