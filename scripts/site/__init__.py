"""The documentation site: `python -m scripts.site` makes it, `make docs` its environment too."""
