"""Measures how fast the web channel is built, beside SQL written by hand: `make bench`."""
