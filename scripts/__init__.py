"""Commands around dbt: build and publish a warehouse, write the demo data."""
