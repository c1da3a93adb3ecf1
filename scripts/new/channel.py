"""A channel with one raw table: its contract, its way to a fact and to a metrics table."""

import argparse
import re

from scripts.new.edits import Edits, Refused, check_name
from scripts.published_copy import seed
from scripts.reference import sentence
from scripts.semantic_layer import label, marts
from scripts.warehouse import PROJECT_ROOT

# A list that begins with a text in a file, and the name that it gets: the channel, or the table.
LISTS = {
    "macros/raw/raw_tables.sql": ("macro raw_tables() %}\n    {{ return([", "table"),
    "macros/frame/metric_tables.sql": ("{{ return([", "mart"),
    "tests/test_conventions.py": ("CHANNELS = (", "channel"),
}
# What is written, with {channel}, {table}, {key}, {time}, {date}, {mart} and {title} filled in.
# Jinja's own brackets are << and >>.
FILES = {
    "models/base/{channel}/_{channel}__sources.yml": """\
version: 2

sources:
  - name: raw
    description: "The public input of the warehouse: the contract of its raw tables."
    database: "<< var('raw_database', none) or target.database >>"
    schema: "<< var('raw_schema', none) or 'raw' >>"
    tables:
      - name: {table}
        description: "{text}"
        config:
          meta:
            key: [{key}]
            event_time: [{time}]
            activity: [{time}]
        columns:
          - name: {key}
            data_type: string
            description: "key of the row"
            config: {meta: {required: true}}
          - name: customer_id
            data_type: string
            description: "whose it is, if known"
          - name: {time}
            data_type: timestamp
            description: "when it happened"
            config: {meta: {required: true}}
""",
    "models/base/{channel}/_{channel}__models.yml": """\
version: 2

models:
  - name: base_{table}
    description: One row per line of the raw table {table}, as text.
""",
    "models/base/{channel}/base_{table}.sql": "<< contract_text(raw('{table}')) >>\n",
    "models/staging/{channel}/_{channel}__models.yml": """\
version: 2

models:
  - name: stg_{table}__exceptions
    description: >-
      One row per raw row of {table} that is no plain one: rejected, deleted, with a value nulled or
      hidden, or one of several of its key.
  - name: stg_{table}
    description: >-
      One row per row of {table} that counts, typed.
    columns:
      - name: {key}
        data_tests:
          - unique:
              name: {table}_have_one_row_per_{key}
""",
    "models/staging/{channel}/stg_{table}__exceptions.sql": '<< exception_rows("{table}") >>\n',
    "models/staging/{channel}/stg_{table}.sql": """\
<< config(materialized="table_unless_in_place", contract={"enforced": true}) >>

{%- set raw = base_columns("{table}") -%}

with

plain_rows as (

    << plain_rows("{table}") >>

),

typed as (

    select
        << as_text(raw.{key}) >> as {key},
        << as_text(raw.customer_id) >> as customer_id,
        << as_timestamp(raw.{time}) >> as {time},
        << as_timestamp(raw._loaded_at) >> as _loaded_at
    from plain_rows

),

final as (

    << kept_rows("{table}") >>

)

select * from final
""",
    "models/marts/{channel}/{table}.sql": """\
with

{table} as (

    select * from << ref("stg_{table}") >>

),

final as (

    select
        {key},
        customer_id,
        {time},
        << local_date("{time}") >> as {date}
    from {table}

)

select * from final
""",
    "models/marts/{channel}/{table}.yml": """\
version: 2

models:
  - name: {table}
    description: >-
      One row per row of the source that counts: {text}.
    constraints:
      - { type: primary_key, columns: [{key}] }
    columns:
      - name: {key}
        data_type: string
        description: Key of the row, as the source names it.
        constraints: [{ type: not_null }]
      - { name: customer_id, data_type: string, description: "<< doc('customer_id') >>" }
      - name: {time}
        data_type: timestamp
        description: When it happened, in UTC.
        constraints: [{ type: not_null }]
      - name: {date}
        data_type: date
        description: Local day of {time}.
        constraints: [{ type: not_null }]
""",
    "models/marts/{channel}/{mart}.sql": """\
{%- set dimensions = ["customer_segment"] -%}

with

customers as (

    select * from << ref("int_customer_attributes") >>

),

{table} as (

    select
        {table}.*,
        customers.customer_segment
    from << ref("{table}") >> as {table}
    left join customers
        on {table}.customer_id = customers.customer_id

),

parts as (

    << metrics_table(dimensions, [
        {"facts": "{table}", "date": "{date}", "parts": {
            "{table}": part_count(),
        }},
    ]) >>

),

final as (

    select *
    from parts

)

select * from final
""",
    "models/marts/{channel}/{mart}.yml": """\
version: 2

models:
  - name: {mart}
    description: >-
      One row per period and dimension value: {text}. Everything is dated on the local day on which
      it happened.
    constraints:
      - { type: primary_key, columns: [period_grain, period_start, dimension, dimension_value] }
    data_tests:
      - catalog_formulas_hold: { name: {mart}_formulas_hold }
      - metrics_within_bounds: { name: {mart}_are_within_bounds }
      - additive_parts_add_up: { name: {mart}_additive_parts_add_up }
      - has_a_total_for_every_period: { name: {mart}_has_a_total_for_every_period }
      - dimensions_are_cataloged: { name: {mart}_dimensions_are_cataloged }
      - totals_are_those_of_the_facts:
          name: {channel}_totals_are_those_of_the_facts
          arguments:
            facts:
              - from: ref('{table}')
                date: {date}
                parts:
                  {table}: count(*)
    columns:
      - name: period_grain
        data_type: string
        description: "<< doc('period_grain') >>"
        constraints: [{ type: not_null }]
      - name: period_start
        data_type: date
        description: "<< doc('period_start') >>"
        constraints: [{ type: not_null }]
      - name: dimension
        data_type: string
        description: "<< doc('dimension') >>"
        constraints: [{ type: not_null }]
      - name: dimension_value
        data_type: string
        description: "<< doc('dimension_value') >>"
        constraints: [{ type: not_null }]
      - name: is_complete
        data_type: boolean
        description: "<< doc('is_complete') >>"
        constraints: [{ type: not_null }]
      - name: {table}
        data_type: bigint
        description: Rows of the fact {table} in the period.
        constraints: [{ type: not_null }]
  - name: {mart}_totals
    description: >-
      One row per period: the totals of {mart}. These are its rows with dimension 'all', for tools
      that would add up all of its rows; the columns are those of {mart}.
""",
    "models/marts/{channel}/{mart}_totals.sql": """\
<< config(materialized='view', contract={'enforced': false}) >>

select * from << ref("{mart}") >>
where dimension = 'all'
""",
    "models/marts/{channel}/{mart}__unit_tests.yml": """\
version: 2

unit_tests:
  - name: {table}_of_a_month_are_counted_known_customer_or_not
    description: Two in March, one of A and one of nobody known. 1 + 1 = 2.
    model: {mart}
    overrides:
      vars: { period_grains: [month] }
    given:
      - input: ref('int_as_of_date')
        rows: [{ as_of_date: 2024-03-31 }]
      - { input: ref('int_periods'), rows: [] }
      - input: ref('int_customer_attributes')
        rows: [{ customer_id: A, customer_segment: gold }]
      - input: ref('{table}')
        rows:
          - { {key}: R1, customer_id: A, {date}: 2024-03-01 }
          - { {key}: R2, customer_id: null, {date}: 2024-03-31 }
    expect:
      rows:
        - { dimension: all, dimension_value: all, {table}: 2 }
        - { dimension: customer_segment, dimension_value: gold, {table}: 1 }
        - { dimension: customer_segment, dimension_value: (none), {table}: 1 }
""",
    # dbt wants it while it parses; `make demo-data` fills it.
    "seeds/raw/raw_{table}.csv": "{key},customer_id,{time}\n",
    "docs/decisions/{channel}.md": """\
# Decisions: {title}

No tool counts this channel in another way than [the definitions](../definitions.md) yet.
""",
}


def add_channel(edits: Edits, asked: argparse.Namespace) -> list[str]:
    """Writes a channel; returns what is left to do."""
    channel, table = asked.name, asked.table
    mart = f"{channel}_metrics"
    folders = {path.name for path in (PROJECT_ROOT / "models").glob("*/*")}
    check_name(channel, "channel", folders)
    metrics = {row["metric_id"] for row in seed("metric_catalog")}
    check_name(table, "raw table", {*raw_tables(edits), *marts(), *metrics, channel})
    check_name(asked.key, "key", {"customer_id", asked.time})
    check_name(asked.time, "column of times", {"customer_id"})
    if not asked.time.endswith("_at"):
        raise Refused(f"--time {asked.time} is a time: end it with _at, such as earned_at.")
    words = {
        "channel": channel, "table": table, "key": asked.key, "time": asked.time, "mart": mart,
        "date": f"{asked.time.removesuffix('_at')}_date", "title": label(channel),
        "text": asked.text.rstrip("."), "sentence": sentence(asked.text.rstrip(".")),
    }
    for name, template in FILES.items():
        edits.create(filled(name, words), filled(template, words))
    for name, (begin, which) in LISTS.items():
        add_to(edits, name, begin, words[which])
    register(edits, words)
    edits.add_row("metric_catalog", (
        table, mart, "true", "count", "up", table, "", "1", "0", "", words["sentence"], "", "own",
        asked.zh or "", asked.ru or "",
    ))
    edits.add_row("metric_parts", (mart, table, "true", "true"))
    edits.add_row("metric_dimensions", (mart, "customer_segment"))
    edits.add_row("metric_owners", (mart, asked.owner))
    return [
        f"models/base/{channel}/_{channel}__sources.yml: the other columns of the contract, and in "
        f"stg_{table} one line for each",
        "docs/definitions.md: the rules of the channel, under a heading of its own",
        f"tests/oracle/{channel}.py: the channel, and random companies for it in "
        f"tests/oracle/random_{channel}.py",
        f"scripts/demo_data/{channel}.py: demo data, then make demo-data",
        f"tests/mutants/{channel}.yml: an error in each formula",
        "models/intermediate/customers/int_rows_identified.sql and int_activities.sql: the person "
        "and the activity, if contacts of this channel are contacts of a customer",
        "scripts/report/sections.py: its section of the report, with the title in texts.json",
        "then each metric: python -m scripts.new metric",
    ]


def filled(template: str, words: dict[str, str]) -> str:
    """A template with its words; other brackets stay as they are."""
    text = re.sub(r"\{(\w+)\}", lambda found: words.get(found[1], found[0]), template)
    return text.replace("<<", "{{").replace(">>", "}}")


def raw_tables(edits: Edits) -> list[str]:
    """The raw tables that are there."""
    return re.findall(r'"(\w+)",', edits.read("macros/raw/raw_tables.sql"))


def add_to(edits: Edits, name: str, begin: str, entry: str) -> None:
    """A text as the last of a list with one entry per line."""
    text = edits.read(name)
    place = text.index(begin) + len(begin)
    last = re.compile(r'(\n *)"\w+",(?=\n *[\])])').search(text, place)
    if last is None:
        raise Refused(f"{name} has no list behind {begin!r}; write {entry} there by hand.")
    edits.insert(name, last.end(), f'{last[1]}"{entry}",')


def register(edits: Edits, words: dict[str, str]) -> None:
    """The group of the channel, and its decisions in the log and in the menu of the site."""
    places = {
        "models/groups.yml": (
            "  - name: audit\n",
            "  - name: {channel}\n    description: {sentence}.\n"
            "    owner: { name: {title} analytics }\n",
        ),
        "dbt_project.yml": (
            "    staging:\n      +access",
            "        {channel}: { +group: {channel} }\n",
        ),
        "docs/decisions/README.md": (
            "| [metrics.md]", "| [{channel}.md]({channel}.md) | what {text} mean |\n"
        ),
        "mkdocs.yml": (
            "          - decisions/lift.md\n", "          - decisions/{channel}.md\n"
        ),
    }
    for name, (before, text) in places.items():
        edits.insert(name, edits.read(name).index(before), filled(text, words))
