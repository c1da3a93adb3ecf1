"""Writes the demo seeds: `python -m scripts.demo_data [folder]`, by default into seeds/.

The folder receives raw/raw_<table>.csv and reference/*.csv; other files in it stay untouched.
"""

import argparse
from pathlib import Path

from scripts.demo_data import (
    social,
    app,
    surveys,
    live_events,
    support,
    search,
    email,
    commerce,
    web,
    experiments,
    identities,
)
from scripts.demo_data.brands import name_brands
from scripts.demo_data.reference import write_reference

SEEDS_FOLDER = Path(__file__).resolve().parents[2] / "seeds"
CHANNELS = (
    commerce,
    web,
    social,
    app,
    surveys,
    live_events,
    support,
    search,
    email,
    experiments,
    identities,
)


def main() -> None:
    """Writes every table of every channel, and the reference seeds."""
    parser = argparse.ArgumentParser(description="Writes the demo company's raw data as CSV.")
    parser.add_argument("folder", nargs="?", type=Path, default=SEEDS_FOLDER)
    folder = parser.parse_args().folder
    for channel in CHANNELS:
        for table in channel.tables():
            name_brands(table)
            table.write(folder / "raw")
            print(f"raw_{table.name}: {len(table.rows)} rows")
    write_reference(folder / "reference")


if __name__ == "__main__":
    main()
