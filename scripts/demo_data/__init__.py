"""The demo company's raw data: `python -m scripts.demo_data [folder]` writes the seeds.

The same code gives the same bytes on any day and machine: no wall clock, no set order, and every
table draws from random streams of its own (see streams.py). Only the standard library is used.

How another channel plugs in
1. Write a module with `tables() -> list[RawTable]`, one RawTable per raw table of the contract.
2. Take the people from `people.everybody()`, the seasons and launches from company.py and, where
   the channel leads to purchases, the orders from `commerce.shop_orders()`.
3. Draw only from `stream("<table>", ...)`, so that no other table changes.
4. Add the module to CHANNELS in __main__.py.
"""
