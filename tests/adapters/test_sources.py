"""The frame of the adapters: what the list of systems, the contract and the SQL must agree on, and
what a user is told who names a system, a place or a column wrongly."""

import re
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml

from scripts.build import main, read_sources
from scripts.reference import source_systems
from scripts.warehouse import PROJECT_ROOT, error_lines
from tests.adapters.source_folder import SourceFolder

ADAPTERS = PROJECT_ROOT / "models/adapters"
ORDERS = "id,created_at,financial_status,total_price,customer_id,_fivetran_synced\n"
ORDER = "1,2025-03-01 10:00:00,paid,10.00,501,2025-04-01 06:00:00\n"


def test_the_list_of_systems_is_that_of_the_models() -> None:
    """macros/adapters/source_systems.sql says which raw tables each system fills."""
    listed = {
        f"{system}/{system}__{raw_table}"
        for system, described in source_systems().items()
        for raw_table in described["fills"]
    }
    assert listed == {
        str(path.relative_to(ADAPTERS).with_suffix("")) for path in ADAPTERS.glob("*/*.sql")
    }
    switched = re.findall(
        r"^ +(\w+):(?: \{|\n +) ?\+enabled: \"\{\{ '(\w+)' in \(var\('sources', none\)",
        (PROJECT_ROOT / "dbt_project.yml").read_text(encoding="utf-8"),
        re.MULTILINE,
    )
    assert switched == [(system, system) for system in source_systems()]


def test_every_column_of_an_adapter_is_in_the_contract(sources: SourceFolder) -> None:
    """A column that the contract does not have would be read by nobody, without a word."""
    contract = {
        source.name: {*source.columns, "_loaded_at", "is_deleted"}
        for source in sources.manifest.sources.values()
        if source.source_name == "raw"
    }
    systems = {system: {"schema": "nowhere"} for system in source_systems()}
    run = sources.dbt(["compile", "--select", "path:models/adapters"], systems)
    assert run.success, run.errors()
    problems = []
    # Adapters read the steps that they share, and these come first.
    compiled = sorted(run.node_results, key=lambda result: "__" in result.node.name)
    with duckdb.connect() as connection:
        connection.execute("attach ':memory:' as build")
        connection.execute("create table build.country_names (country varchar, spelling varchar)")
        for result in compiled:
            view = f"build.{result.node.name}"
            connection.execute(f"create view {view} as {result.node.compiled_code}")
            rows = connection.execute(f"describe {view}").fetchall()
            if "__" not in result.node.name:
                continue
            columns = contract[result.node.name.split("__", 1)[1]]
            named = {row[0] for row in rows}
            problems += [f"{result.node.name}: {name} is none" for name in named - columns]
            problems += [
                f"{result.node.name}: lacks {name}"
                for name in {"_loaded_at", "is_deleted", "brand"} & columns - named
            ]
    assert not problems, "\n".join(problems)


def test_the_tables_of_a_system_are_those_that_its_adapters_read() -> None:
    """_<system>__sources.yml describes each, and nothing that nobody reads."""
    for system in source_systems():
        code = "\n".join(path.read_text() for path in (ADAPTERS / system).rglob("*.sql"))
        read = set(re.findall(rf'source_rows\(\s*"{system}",\s*"(\w+)"', code))
        assert set(described_tables(system)) == read


def test_the_unit_tests_of_the_adapters_pass(sources: SourceFolder) -> None:
    """They bring rows in place of the systems' tables; the demo has no adapters."""
    tables = [name for system in source_systems() for name in described_tables(system)]
    statements = [f'create table if not exists shop."{name}" (id varchar)' for name in tables]
    sources.execute("create schema shop", *statements)
    systems = {system: {"schema": "shop"} for system in source_systems()}
    run = sources.dbt(["test", "--select", "test_type:unit"], systems)
    assert run.success, run.errors()
    tests = [result.node for result in run.node_results if result.node.resource_type == "unit_test"]
    tested = {node.tested_node_unique_id.split(".")[-1] for node in tests}
    assert tested == {path.stem for path in ADAPTERS.rglob("*.sql")}


# What is wrong with the var sources, and a part of what is said of it.
MISTAKES: dict[str, tuple[Any, str]] = {
    "a system that there is not": (
        {"shopfiy": {"schema": "a"}},
        'The var sources has the system "shopfiy", for which there is no adapter. '
        "Did you mean shopify?",
    ),
    "no connection": ({"shopify": "shop"}, 'The var sources.shopify is "shop", but must be a'),
    "nothing": ({"shopify": None}, "The var sources.shopify is null, but must be a connection"),
    "no place": (
        {"shopify": {"us": {"brand": "a"}}},
        "The var sources.shopify.us has neither schema nor files. Set one of them.",
    ),
    "two places": (
        {"shopify": {"schema": "a", "files": "b"}},
        "The var sources.shopify has both schema and files. Set one of them.",
    ),
    "an option that there is not": (
        {"shopify": {"us": {"schmea": "a"}}},
        'has the option "schmea", which shopify does not have. Did you mean schema?',
    ),
    "an unknown connection": (
        {"shopify": {"us": {"schema": "a", "customer_id_of": "uss"}}},
        'sources.shopify.us.customer_id_of is "uss", which is no connection. Did you mean us?',
    ),
    "a name with a colon": (
        {"shopify": {"u:s": {"schema": "a"}}},
        "The var sources.shopify.u:s: the name of a connection must be letters",
    ),
    "a schema that is a number": (
        {"shopify": {"schema": 5}},
        "The var sources.shopify.schema is 5, but must be a name without quotes",
    ),
    "a database alone": (
        {"shopify": {"files": "a", "database": "b"}},
        "The var sources.shopify has database without schema. Set both.",
    ),
    "a survey of no type": (
        {"qualtrics": {"schema": "a", "surveys": {"SV": {"type": "nsp", "score": "Q"}}}},
        'The var sources.qualtrics.surveys.SV.type is "nsp", but must be one of nps, csat, ces, '
        "event_feedback. Did you mean nps?",
    ),
    "a survey without a score": (
        {"qualtrics": {"schema": "a", "surveys": {"SV": [{"type": "nps", "scores": {}}]}}},
        "The var sources.qualtrics.surveys.SV, item 1, lacks score. It needs type, score.",
    ),
    "a survey with a wrong name": (
        {"qualtrics": {"schema": "a", "surveys": {"SV": {"scroe": "Q"}}}},
        'SV has the name "scroe", but must have only type, score, body, channel, reversed, scores, '
        "customer_id, ticket_id, order_id, live_event_id. Did you mean score?",
    ),
    "surveys without a description": (
        {"qualtrics": {"schema": "a", "surveys": {"SV": "nps"}}},
        'sources.qualtrics.surveys.SV is "nps", but must be a mapping of names to values.',
    ),
    "no mapping at all": (["shopify"], 'The var sources is ["shopify"], but must be a mapping'),
}


@pytest.mark.parametrize(("given", "told"), MISTAKES.values(), ids=MISTAKES)
def test_a_wrong_var_is_told_in_one_line(sources: SourceFolder, given: Any, told: str) -> None:
    """Before anything is built, and naming what was probably meant."""
    run = sources.dbt(["run", "--select", "base_orders"], given)
    assert not run.success
    assert any(told in line for line in error_lines(run.errors()))


def test_a_wrong_file_of_sources_is_told_in_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What scripts.build says before dbt starts."""
    texts = {
        "absent": (None, "cannot be read: No such file"),
        "no_yaml": ("sources: {", "is no YAML"),
        "twice": ("sources: {shopify: {us: {files: a}, us: {files: b}}}", "'us' stands there twi"),
        "no_mapping": ("- shopify", "does not hold `sources:` and nothing else"),
        "other_vars": ("sources: {a: {}}\nvars: {}", "does not hold `sources:`"),
        "empty": ("sources:", "names no system under"),
        "jinja": ("sources: {shopify: {files: '{{ x }}'}}", "would run as Jinja"),
    }
    for name, (text, told) in texts.items():
        path = tmp_path / f"{name}.yml"
        if text is not None:
            path.write_text(text)
        assert main(["--sources", str(path)]) == 2
        error = capsys.readouterr().err
        assert told in error and error.count("\n") == 1, error


def test_folders_of_a_file_of_sources_are_those_beside_it(tmp_path: Path) -> None:
    """So that the file can lie beside the data, wherever make is called."""
    path = tmp_path / "sources.yml"
    path.write_text(
        "sources: {shopify: {us: {files: us}, uk: {files: s3://uk}, fr: {schema: fr, database: a},"
        " de: {schema: de, database: de.duckdb}}}"
    )
    assert read_sources(str(path))["shopify"] == {
        "us": {"files": str(tmp_path / "us")},
        "uk": {"files": "s3://uk"},
        "fr": {"schema": "fr", "database": "a"},
        "de": {"schema": "de", "database": str(tmp_path / "de.duckdb")},
    }


def described_tables(system: str) -> list[str]:
    """The tables of a system in its _<system>__sources.yml."""
    text = (ADAPTERS / system / f"_{system}__sources.yml").read_text(encoding="utf-8")
    return [table["name"] for table in yaml.safe_load(text)["sources"][0]["tables"]]
