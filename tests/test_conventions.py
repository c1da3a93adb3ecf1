"""The conventions of the project, checked over dbt's manifest and the files.

dbt's own check of the keys in YAML files says nothing on DuckDB, so that this is where a wrong key
or a missing description is found. Every failure says the remedy.
"""

import csv
import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from dbt.contracts.graph.manifest import Manifest

from scripts.build_report import failure_sentence
from scripts.published_copy import seed
from scripts.reference import TABLES, with_table
from scripts.staging import staging_yaml
from scripts.warehouse import PROJECT_ROOT, run_dbt
from tests.oracle.shapes import MARTS, NOT_COMPUTED

LINE_LENGTH = 100
FEWEST_WORDS = 3
# The lift has a row per comparison and no column for the metric; its unit tests compare the rows.
WITHOUT_COLUMNS = {"engagement_revenue_lift"}
YAML_LINES = 400
# dbt 1.11 reads vars from this file alone.
LONG_YAML = {"dbt_project.yml"}
CHANNELS = (
    "web",
    "search",
    "commerce",
    "social",
    "app",
    "live_events",
    "email",
    "support",
    "surveys",
)
# These read across channels; everybody may read the calendar and the customer attributes.
CROSS_CHANNEL_GROUPS = ("customers", "metrics", "audit")
# Beyond that only these: channel, model of another channel [cross-channel-reads].
CROSSINGS = {("live_events", "survey_responses")}
# To the steps of the group customers these are what a fact is to those of a channel.
FACTS_OF_CUSTOMERS = (
    "person_activity",
    "customer_engagement_monthly",
    "customer_timeline",
    "customers",
)
SHARED_MODELS = ("int_as_of_date", "int_periods", "int_customer_attributes")
LAYERS = ("base", "staging", "intermediate", "marts")
TOTALS = "_totals"
EXCEPTIONS = "__exceptions"
PREFIXES = {"base": "base_", "staging": "stg_", "intermediate": "int_"}

# Columns of the contract that no model reads, each with its reason. Channels that have no models
# yet are not listed: their tables are not in raw_tables().
CONNECTION = "which connection the row came from; no fact has it as its brand [row-brand]"
UNREAD_COLUMNS: dict[tuple[str, str], str] = {
    ("customers", "email"): "hashed in staging; joins people across channels in marts/customers",
    ("customers", "gender"): "no metric of the catalog is cut by it; for analysts in stg_customers",
    ("subscriptions", "end_reason"): "no metric of the catalog asks why; for analysts",
    ("subscriptions", "monthly_amount"): "no metric of the catalog is made of it; for analysts",
    ("subscriptions", "currency"): "goes with monthly_amount",
    ("search_performance", "site"): "tells rows apart; queries are counted over all sites",
    ("event_questions", "body"): "free text; a question counts, whatever it says",
    ("subscriptions", "brand"): CONNECTION,
    ("experiments", "brand"): CONNECTION,
    ("customer_identities", "brand"): CONNECTION,
    ("social_followers", "followers_gained"): "growth is made of the counts; for analysts",
    ("social_followers", "followers_lost"): "as followers_gained",
    ("support_tickets", "assignee"): "no mart has figures of single employees; for analysts",
}

# The keys of a YAML file, by the list that they stand in. dbt 1.11 passes over any other key in
# silence on DuckDB, and later versions refuse it: what is ours belongs under config: meta.
KNOWN_KEYS = {
    "file": {"version", "groups", "models", "seeds", "sources", "unit_tests", "exposures"},
    "groups": {"name", "description", "owner"},
    "models": {"name", "description", "config", "constraints", "columns", "data_tests",
               "time_spine"},
    "seeds": {"name", "description", "config", "columns", "data_tests"},
    "sources": {"name", "description", "config", "database", "schema", "tables"},
    "tables": {"name", "description", "config", "columns", "data_tests"},
    "columns": {"name", "description", "config", "data_type", "constraints", "data_tests",
                "granularity"},
    "data_tests": {"name", "description", "config", "arguments"},
    "unit_tests": {"name", "description", "config", "model", "overrides", "given", "expect"},
    "exposures": {
        "name", "label", "type", "maturity", "description", "owner", "depends_on", "config"
    },
}

# A data test that calls one of these says what is wrong itself.
TALKING_MACROS = ("warn_with_rows", "check_fault_limits")

DEFINITIONS = PROJECT_ROOT / "docs/definitions.md"
# A rule's name has a hyphen, so that neither a list nor an index is taken for a citation.
RULE = r"[a-z]{2,}(?:-[a-z0-9]{2,})+"
CITATION = rf"(?<![\w\])\[])\[({RULE})\](?![\[(])"
OLD_CITATION = r"\b([Dd]efinitions?(\.md)?|[Rr]ules?),?\s+\d+[a-z]?\b"
OLD_NUMBERS = {*map(str, range(1, 72)), "13a", "36b", "42a", "48a"}
# What a reader of the published copy does not have.
UNPUBLISHED = r"\w+\.md\b|decisions?/|marts/|source document|\b(vars?|seeds?)\b"
# The unit that the name of a var ends with: its default is not typed again before it.
UNITS = ("seconds", "hours", "days", "months", "characters", "percent")

SPELLINGS_OF_ONE_ENGINE = {
    r"\bexclude\s*\(": "name the columns",
    r"\*\s*replace\s*\(": "name the columns",
    r"\blist\s*\(": "use a macro in macros/engine",
    r"\barg_(max|min)\b": "use max_by or min_by",
    r"\bquantile_cont\b": "use percentile_cont",
    # epoch_text is that macro.
    r"\bepoch(?!_text\b)\w*\s*\(": "use dbt.datediff, or a macro in macros/engine",
    r"\bregexp_\w+\s*\(": "use a macro in macros/engine",
    r"\bunnest\s*\(": "use a macro in macros/engine",
    r"\bgenerate_series\s*\(": "use date_series in macros/engine",
    r"\btimezone\s*\(": "use local_date in macros/engine",
    r"[^:/]//": "use floor of a ratio",
}


@pytest.fixture(scope="session")
def manifest(manifest_for_demo: Manifest) -> Manifest:
    """The parsed project."""
    return manifest_for_demo


@pytest.fixture(scope="session")
def models(manifest: Any) -> list[Any]:
    """All models."""
    return [node for node in manifest.nodes.values() if node.resource_type == "model"]


@pytest.fixture(scope="session")
def contract(manifest: Any) -> dict[str, Any]:
    """The source definitions by the name of the raw table."""
    return {source.name: source for source in manifest.sources.values()}


def layer(model: Any) -> str:
    """Folder below models/ that a model lies in."""
    return Path(model.original_file_path).parts[1]


def is_totals_view(model: Any) -> bool:
    """Whether a model only filters the metrics table it is named after, with all its columns."""
    table = model.name.removesuffix(TOTALS)
    parents = [parent.split(".")[-1] for parent in model.depends_on.nodes]
    return model.name.endswith(TOTALS) and parents == [table] and not model.columns


def has_tested_key(manifest: Any, model: Any) -> bool:
    """Whether a mart without an index (large, or a view) has a meta key and a test of it."""
    tested_keys = []
    for node in manifest.nodes.values():
        test = getattr(node, "test_metadata", None)
        if test is not None and model.unique_id in node.depends_on.nodes:
            if test.name == "unique":
                tested_keys.append([test.kwargs["column_name"]])
            elif test.name == "unique_together":
                tested_keys.append(test.kwargs["columns"])
    return model.config.meta.get("key") in tested_keys


def project_files(*suffixes: str) -> list[Path]:
    """The project's own files with one of the suffixes."""
    folders = ("models", "macros", "tests", "seeds", "analyses", "scripts", "examples")
    found = [path for folder in folders for path in (PROJECT_ROOT / folder).rglob("*")]
    found += list(PROJECT_ROOT.glob("*.yml"))
    return sorted(
        path
        for path in found
        if path.suffix in suffixes and not {"target", "__pycache__"} & set(path.parts)
    )


def without_comments(sql: str) -> str:
    """SQL without its Jinja and line comments."""
    return re.sub(r"--[^\n]*", "", re.sub(r"\{#.*?#\}", "", sql, flags=re.DOTALL))


def report(problems: list[str], remedy: str) -> None:
    """Fails with every problem found, and what to do about them."""
    assert not problems, "\n".join([*problems, f"Remedy: {remedy}"])


def test_marts_have_contract_key_group_and_description(manifest: Any, models: list[Any]) -> None:
    """Marts are the public interface."""
    problems = []
    for model in models:
        if layer(model) != "marts":
            continue
        kinds = {str(constraint.type.value) for constraint in model.constraints}
        if not model.config.contract.enforced and not is_totals_view(model):
            problems.append(f"{model.name}: no enforced contract")
        if (
            "primary_key" not in kinds
            and not is_totals_view(model)
            and not has_tested_key(manifest, model)
        ):
            problems.append(f"{model.name}: no primary_key constraint on its grain")
        if not model.description.startswith("One row per "):
            problems.append(f"{model.name}: its description does not begin with 'One row per '")
        if str(model.access.value) != "public" or not model.group:
            problems.append(f"{model.name}: not public, or without a group")
        for column in model.columns.values():
            if not column.description:
                problems.append(f"{model.name}.{column.name}: no description")
    report(problems, "complete models/marts/<channel>/<mart>.yml")


def test_every_column_of_a_mart_is_described_in_words_of_its_own(models: list[Any]) -> None:
    """A description says more than the name, and tells a column from the others of its table."""
    problems = []
    for model in models:
        if layer(model) == "marts":
            told: dict[str, str] = {}
            for name, column in model.columns.items():
                text = " ".join(column.description.split())
                if len(text.split()) < FEWEST_WORDS:
                    problems.append(f"{model.name}.{name}: {text!r}")
                if text in told:
                    problems.append(f"{model.name}.{name}: said the same of {told[text]}")
                told[text] = name
    report(problems, "say what the values of this column are, so that it can be read alone")


def test_every_mart_is_computed_a_second_time(models: list[Any]) -> None:
    """By the oracle in every column, or by unit tests that say so; totals views are compared with
    their tables by tests/test_catalog.py."""
    unit_tested = {path.name.removesuffix("__unit_tests.yml")
                   for path in PROJECT_ROOT.glob("models/marts/*/*__unit_tests.yml")}
    problems = [
        model.name for model in models
        if layer(model) == "marts" and not is_totals_view(model)
        and model.name not in MARTS.keys() | (NOT_COMPUTED.keys() & unit_tested)
    ]
    report(problems, "compute it in tests/oracle; see NOT_COMPUTED in tests/oracle/shapes.py")


def test_every_metric_is_asserted(manifest: Any) -> None:
    """A unit test of its table expects a value of it; or its formula is compared with the catalog
    and each of its parts is counted a second time, by hand or from the facts."""
    problems = []
    for metric in seed("metric_catalog"):
        mart, name = metric["mart"], metric["metric_id"]
        if metric["is_built"] == "true" and mart not in WITHOUT_COLUMNS:
            by_hand = expected_by_hand(manifest, mart)
            asserted = by_hand | asserted_by_data_tests(manifest, mart)
            parts = {metric["numerator"], metric["denominator"]} - {""}
            if name not in by_hand and not (parts and parts <= asserted):
                problems.append(f"{mart}.{name}: nothing expects {sorted(parts - asserted)}")
    report(problems, "expect it in a unit test, or name the part in totals_are_those_of_the_facts")


def expected_by_hand(manifest: Any, mart: str) -> set[str]:
    """The columns of a mart that its unit tests expect a value of, which is not null."""
    found = set()
    for test in manifest.unit_tests.values():
        if test.model == mart:
            rows = test.expect.rows or []
            if isinstance(rows, str):
                rows = csv.DictReader(line.strip() for line in rows.strip().splitlines())
            found |= {
                column.strip() for row in rows for column, value in row.items()
                if value is not None and str(value).strip() not in ("", "null")
            }
    return found


def asserted_by_data_tests(manifest: Any, mart: str) -> set[str]:
    """The columns of a metrics table that data tests compute a second time: the parts of the
    catalog's test of totals, where its formulas are tested too, and what single tests name."""
    found, kinds = set(), set()
    for node in manifest.nodes.values():
        if node.resource_type == "test" and f"model.engagement.{mart}" in node.depends_on.nodes:
            if getattr(node, "test_metadata", None) is None:
                found |= set(re.findall(r"\w+", without_comments(node.raw_code)))
            else:
                kinds.add(node.test_metadata.name)
                for facts in node.test_metadata.kwargs.get("facts", []):
                    found |= set(facts["parts"])
    return found if "catalog_formulas_hold" in kinds else set()


def test_each_mart_has_its_own_yaml(models: list[Any]) -> None:
    """What is said of a mart stands beside it."""
    problems = [
        f"{model.name}: described in {model.patch_path}"
        for model in models
        if layer(model) == "marts"
        and not str(model.patch_path).endswith(f"/{model.name.removesuffix(TOTALS)}.yml")
    ]
    report(problems, "describe each mart in <mart>.yml beside <mart>.sql, totals with their table")


def test_inner_models_are_described_prefixed_and_not_public(models: list[Any]) -> None:
    """Base, staging and intermediate models belong to their channel."""
    problems = []
    for model in models:
        prefix = PREFIXES.get(layer(model))
        if prefix is None:
            continue
        if not model.name.startswith(prefix):
            problems.append(f"{model.name}: does not begin with {prefix}")
        if str(model.access.value) == "public":
            problems.append(f"{model.name}: is public")
        if not model.description.startswith("One row per "):
            problems.append(f"{model.name}: its description does not begin with 'One row per '")
    report(problems, "describe it in the folder's _<channel>__models.yml; see dbt_project.yml")


def test_arrows_run_downwards(manifest: Any, models: list[Any]) -> None:
    """base -> staging -> intermediate -> marts, and sources and seeds only into base.

    The steps of the group customers come after the facts of the channels, and after their own.
    """
    problems = []
    for model in models:
        if layer(model) not in LAYERS:
            continue
        for parent_id in model.depends_on.nodes:
            parent = manifest.nodes.get(parent_id) or manifest.sources[parent_id]
            if parent.resource_type == "model" and layer(parent) in LAYERS:
                is_fact = parent.group in CHANNELS or parent.name in FACTS_OF_CUSTOMERS
                if model.group == "customers" and is_fact:
                    continue
                if LAYERS.index(layer(parent)) > LAYERS.index(layer(model)):
                    problems.append(f"{model.name} reads {parent.name} of a later layer")
            elif "seeds/raw/" in parent.original_file_path and layer(model) != "base":
                problems.append(f"{model.name} reads the raw {parent.name}")
    report(problems, "read the layer before; only base models read raw tables")


def test_channels_do_not_read_each_other(manifest: Any, models: list[Any]) -> None:
    """Only the customers, metrics and audit groups read across channels."""
    problems = []
    for model in models:
        if model.group in CROSS_CHANNEL_GROUPS:
            continue
        for parent_id in model.depends_on.nodes:
            parent = manifest.nodes.get(parent_id)
            if parent is None or parent.resource_type != "model" or parent.name in SHARED_MODELS:
                continue
            if parent.group != model.group and (model.group, parent.name) not in CROSSINGS:
                problems.append(f"{model.name} ({model.group}) reads {parent.name}")
    report(problems, "move the model to marts/customers, or read int_customer_attributes")


def test_tests_are_named_as_assertions(manifest: Any) -> None:
    """A test's name is what it asserts; dbt's own names list arguments."""
    problems = []
    for node in manifest.nodes.values():
        if node.resource_type == "test" and getattr(node, "test_metadata", None) is not None:
            automatic = node.test_metadata.name
            if node.name.startswith((f"{automatic}_", f"dbt_utils_{automatic}_")):
                problems.append(f"{node.name} in {node.original_file_path}")
    report(problems, "give the test a `name:` that says what it asserts")


def test_data_tests_say_what_is_wrong_when_they_fail(manifest: Any) -> None:
    """One sentence and a remedy; only a test that raises or warns itself needs none."""
    problems = []
    for node in manifest.nodes.values():
        if node.resource_type != "test":
            continue
        sentence = failure_sentence(node)
        if sentence is None:
            if not {f"macro.engagement.{name}" for name in TALKING_MACROS} & macros_of(
                manifest, node
            ):
                problems.append(f"{node.name} in {node.original_file_path}: no sentence")
        elif not re.fullmatch(r"[A-Za-z_][^{}]*[.]", sentence):
            problems.append(f"{node.name} in {node.original_file_path}: {sentence!r}")
    report(problems, 'write meta={"failure": "What is wrong.", "remedy": "What to do."}')


def macros_of(manifest: Any, node: Any) -> set[str]:
    """The macros that a node calls, and those that these call."""
    found: set[str] = set()
    waiting = list(node.depends_on.macros)
    while waiting:
        macro = waiting.pop()
        if macro not in found:
            found.add(macro)
            waiting += manifest.macros[macro].depends_on.macros
    return found


def test_singular_tests_belong_to_a_group(manifest: Any) -> None:
    """A failing test has an owner."""
    problems = [
        node.original_file_path
        for node in manifest.nodes.values()
        if node.resource_type == "test"
        and getattr(node, "test_metadata", None) is None
        and not node.config.group
    ]
    report(problems, 'add {{ config(group="<channel>") }}')


def test_unit_tests_say_why(manifest: Any) -> None:
    """The arithmetic of an expected value stands in the description."""
    problems = [
        test.unique_id for test in manifest.unit_tests.values() if not (test.description or "")
    ]
    report(problems, "write the arithmetic of the expected values into its description")


def test_unit_tests_stand_beside_their_model(manifest: Any) -> None:
    """They are found by the name of the model: <model>__unit_tests.yml in its folder."""
    problems = []
    for test in manifest.unit_tests.values():
        model = next(
            node
            for node in manifest.nodes.values()
            if node.resource_type == "model" and node.name == test.model
        )
        folder = Path(model.original_file_path).parent
        if Path(test.original_file_path) != folder / f"{test.model}__unit_tests.yml":
            problems.append(f"{test.original_file_path}: {test.name}")
    report(problems, "move it into <model>__unit_tests.yml beside its model")


def test_macros_are_documented() -> None:
    """Every macro says what it makes, from which arguments."""
    problems = []
    for path in project_files(".sql"):
        text = path.read_text()
        if path.is_relative_to(PROJECT_ROOT / "macros"):
            first = text.lstrip().startswith("{#-")
            if not first:
                problems.append(f"{path.relative_to(PROJECT_ROOT)}: no comment at its head")
    report(problems, "begin the file with {#- what it makes, its arguments, where defined -#}")


def breakable_lines(path: Path) -> list[str]:
    """The lines of a file; of a Markdown file without what stands on one line by its nature: code
    and pictures, rows of tables, and the targets of links."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".md":
        text = re.sub(r"(?ms)^```.*?^```$", lambda code: "\n" * code[0].count("\n"), text)
        text = re.sub(r"(?m)^\|.*$|\]\([^)\s]+\)", "", text)
    return text.splitlines()


def wrong_keys(kind: str, entries: list[Any]) -> list[str]:
    """What a list of a YAML file, and the lists inside of it, have beside KNOWN_KEYS."""
    found = []
    for entry in entries:
        if kind == "data_tests":
            # Written as its name alone, or as its name with what belongs to it.
            entry = {} if isinstance(entry, str) else next(iter(entry.values()))
        found += [f"{kind}: {key!r}" for key in entry.keys() - KNOWN_KEYS[kind]]
        for inner in KNOWN_KEYS.keys() & entry.keys():
            found += wrong_keys(inner, entry[inner])
    return found


def test_yaml_files_have_keys_that_dbt_knows() -> None:
    """A misspelt key, or arguments of a test that are not under `arguments:`, has no effect."""
    problems = []
    for path in project_files(".yml"):
        if path.is_relative_to(PROJECT_ROOT / "models") or path.match("seeds/*/*.yml"):
            file = yaml.safe_load(path.read_text(encoding="utf-8"))
            problems += [
                f"{path.relative_to(PROJECT_ROOT)}: {key}" for key in wrong_keys("file", [file])
            ]
    report(problems, "correct the key; arguments of a test go under arguments:, ours under meta:")


def test_configs_are_those_that_dbt_knows(manifest: Any) -> None:
    """dbt keeps an unknown config of a model, seed or test, and does nothing with it."""
    problems = [
        f"{node.original_file_path}: {node.name}: {key!r}"
        for node in [*manifest.nodes.values(), *manifest.sources.values()]
        for key in getattr(node.config, "_extra", {})
    ]
    report(problems, "correct its name, or put it under meta:")


def test_reference_seeds_have_types(manifest: Any) -> None:
    """Without a type dbt guesses one from the rows, and other rows of a user give another one."""
    problems = []
    for path in sorted(PROJECT_ROOT.glob("seeds/reference/*.csv")):
        [seed] = [
            node for node in manifest.nodes.values()
            if node.resource_type == "seed" and node.name == path.stem
        ]
        with path.open(newline="", encoding="utf-8") as file:
            header = next(csv.reader(file))
        if list(seed.config.column_types) != header:
            problems.append(f"{path.name}: column_types {list(seed.config.column_types)}")
        problems += [
            f"{path.name}: {column} has no description"
            for column in header
            if column not in seed.columns or not seed.columns[column].description
        ]
    report(problems, "give each column its column_type and description, in the order of the file")


def test_models_are_sql() -> None:
    """A Python model needs an engine that runs Python; not every one does, nor every dbt."""
    problems = [
        str(path.relative_to(PROJECT_ROOT))
        for path in project_files(".py")
        if path.is_relative_to(PROJECT_ROOT / "models")
    ]
    report(problems, "write it in SQL")


def test_raw_tables_are_described(contract: dict[str, Any]) -> None:
    """Who brings data reads these in docs/raw_tables.md."""
    problems = [name for name, table in contract.items() if not table.description]
    report(problems, "say in models/base/<channel>/_<channel>__sources.yml what a row is")


def test_files_keep_their_size() -> None:
    """Lines of 100 columns, YAML files of 400 lines, but for the one that cannot be split."""
    problems = []
    for path in [*project_files(".sql", ".yml", ".py"), *documents()]:
        lines = breakable_lines(path)
        name = path.relative_to(PROJECT_ROOT)
        problems += [
            f"{name}:{number}: {len(line)} columns"
            for number, line in enumerate(lines, 1)
            if len(line) > LINE_LENGTH
        ]
        if path.suffix == ".yml" and len(lines) > YAML_LINES and path.name not in LONG_YAML:
            problems.append(f"{name}: {len(lines)} lines")
    report(problems, f"at most {LINE_LENGTH} columns, and {YAML_LINES} lines of YAML")


def test_a_customer_is_they() -> None:
    """Nobody's sex is known; `they` is what the field writes."""
    word = re.compile(r"\b(he|him|his|himself)\b", re.IGNORECASE)
    problems = [
        f"{path.relative_to(PROJECT_ROOT)}:{number}: {line.strip()}"
        for path in project_files(".sql", ".yml", ".md")
        for number, line in enumerate(path.read_text().splitlines(), start=1)
        if word.search(line)
    ]
    report(problems, "write they, them, their or the customer")


def test_names_are_quoted_by_one_macro() -> None:
    """dbt's own adapter.quote() leaves the quotes inside a name as they are: SQL could follow."""
    problems = [
        str(path.relative_to(PROJECT_ROOT))
        for path in project_files(".sql")
        if "adapter.quote(" in without_comments(path.read_text())
    ]
    report(problems, "use quoted_name() or string_literal() in macros/engine/quoted_name.sql")


def test_models_keep_to_the_shared_sql() -> None:
    """Models are written in what DuckDB and Spark share."""
    problems = []
    for path in project_files(".sql"):
        if path.is_relative_to(PROJECT_ROOT / "models"):
            sql = without_comments(path.read_text())
            problems += [
                f"{path.relative_to(PROJECT_ROOT)}: {found.group()!r}: {remedy}"
                for spelling, remedy in SPELLINGS_OF_ONE_ENGINE.items()
                for found in re.finditer(spelling, sql)
            ]
    report(problems, "see 'Engines' in docs/architecture.md")


def test_models_hold_no_thresholds_and_no_divisions() -> None:
    """A threshold is a var or a reference row; a quotient is made by the ratio macro."""
    problems = []
    for path in project_files(".sql"):
        if path.is_relative_to(PROJECT_ROOT / "models"):
            sql = without_comments(path.read_text())
            name = path.relative_to(PROJECT_ROOT)
            problems += [
                f"{name}: {found.group()!r}" for found in re.finditer(r"[<>]=? *\d{2,}", sql)
            ]
            problems += [f"{name}: a division" for _ in re.finditer(r"\s/\s", sql)]
    report(problems, "use a var, a reference seed, or {{ ratio(...) }}")


def test_raw_tables_are_those_with_models(models: list[Any], contract: dict[str, Any]) -> None:
    """macros/raw/raw_tables.sql, the base models and the contract agree."""
    text = (PROJECT_ROOT / "macros/raw/raw_tables.sql").read_text()
    listed = re.findall(r'"(\w+)"', text.split("{% macro converted_raw_tables")[0])
    built = {model.name.removeprefix("base_") for model in models if layer(model) == "base"}
    assert set(listed) == built, "raw_tables() must list the tables that have a base model"
    assert built <= set(contract), "a base model without a contract in models/base"


def test_every_column_of_the_contract_is_read(
    models: list[Any], contract: dict[str, Any]
) -> None:
    """A column that no model reads is listed above with its reason, and only such a one."""
    unread = set()
    for model in models:
        if layer(model) != "base":
            continue
        raw_table = model.name.removeprefix("base_")
        readers = " ".join(
            reader.raw_code
            for reader in models
            if layer(reader) in ("intermediate", "marts")
            and any(parent.endswith(f".stg_{raw_table}") for parent in reader.depends_on.nodes)
        )
        unread |= {
            (raw_table, column)
            for column in contract[raw_table].columns
            if not re.search(rf"\b{column}\b", readers)
        }
    assert unread == set(UNREAD_COLUMNS), (
        "Columns of the contract that no model reads must be listed in UNREAD_COLUMNS with their "
        f"reason.\nRead nowhere and not listed: {sorted(unread - set(UNREAD_COLUMNS))}\n"
        f"Listed but read: {sorted(set(UNREAD_COLUMNS) - unread)}"
    )


def test_staging_models_show_the_columns_of_the_contract(
    models: list[Any], contract: dict[str, Any]
) -> None:
    """Each in its own line, in contract order; what becomes of it is checked while dbt compiles."""
    problems = []
    for model in models:
        raw_table = model.name.removeprefix("stg_")
        if layer(model) != "staging" or raw_table.endswith(EXCEPTIONS):
            continue
        shown = re.findall(r"\{\{ as_(\w+)\(raw\.(\w+)\) \}\} as (\w+)\b", model.raw_code)
        named = [name + ("_hash" if macro == "hash" else "") for macro, name, _ in shown]
        if [name for _, name, _ in shown] != [*contract[raw_table].columns, "_loaded_at"]:
            problems.append(f"{model.name}: has {[name for _, name, _ in shown]}")
        if [name for _, _, name in shown] != named:
            problems.append(f"{model.name}: names its columns {[name for _, _, name in shown]}")
    report(problems, "write each column as in stg_orders, in the order of the contract")


def test_the_yaml_of_staging_describes_the_contract_of_today() -> None:
    """The columns of the staging models are described by the contract."""
    problems = [
        str(path.relative_to(PROJECT_ROOT))
        for path, text in staging_yaml()
        if path.read_text(encoding="utf-8") != text
    ]
    report(problems, "run `python -m scripts.staging`")


def test_vars_are_declared_and_used() -> None:
    """Each var has a default and a declaration, keeps to it, and is read somewhere."""
    defaults = yaml.safe_load((PROJECT_ROOT / "dbt_project.yml").read_text())["vars"]
    declared = defaults.pop("declared_vars")
    code = "\n".join(path.read_text() for path in project_files(".sql", ".yml"))
    problems = [f"{name}: no default" for name in declared if name not in defaults]
    problems += [f"{name}: not declared" for name in defaults if name not in declared]
    problems += [f"{name}: does not say what it changes" for name, rules in declared.items()
                 if not rules.get("changes", "").endswith((".", "..."))]
    for name, rules in declared.items():
        reader = "checked_var" if rules["type"] in ("list", "mapping") else "var"
        if not re.search(rf"""\b{reader}\(["']{name}["']""", code):
            problems.append(f"{name}: no macro or model reads it with {reader}()")
        if reader == "checked_var" and re.search(rf"""\bvar\(["']{name}["']""", code):
            problems.append(f"{name}: is read with var(), which does not check its shape")
    report(problems, "see vars and declared_vars in dbt_project.yml")


def test_channel_folders_are_the_channels(models: list[Any]) -> None:
    """Folder, group and prefix are the same word everywhere."""
    problems = []
    for model in models:
        parts = Path(model.original_file_path).parts
        if layer(model) in LAYERS:
            folder = parts[2]
            if folder not in (*CHANNELS, "customers", "metrics") or model.group != folder:
                problems.append(f"{model.name}: folder {folder}, group {model.group}")
    report(problems, "put the model into its channel's folder; the group is set per folder")


def test_copies_of_the_contract_are_true(manifest: Any, tmp_path: Path) -> None:
    """Unit tests carry a copy of a table's contract, because dbt runs them without its graph."""
    copies = {
        test.name: (raw_table_under_test(test), test.overrides.macros["raw_contract"])
        for test in manifest.unit_tests.values()
        if test.overrides and "raw_contract" in test.overrides.macros
    }
    assert copies, "no unit test overrides raw_contract any more: drop this test"
    raw_tables = sorted({raw_table for raw_table, _ in copies.values()})
    calls = ", ".join(f"{name!r}: raw_contract({name!r})" for name in raw_tables)
    arguments = ["compile", "--inline", f"{{{{ tojson({{{calls}}}) }}}}"]
    run = run_dbt(arguments, tmp_path, manifest=manifest)
    assert run.success, run.failures()
    contracts = json.loads(run.node_results[0].node.compiled_code)

    problems = []
    for test_name, (raw_table, copy) in copies.items():
        contract = contracts[raw_table]
        problems += [
            f"{test_name}: {key} of {raw_table} is {contract[key]}, not {copy[key]}"
            for key in copy
            if key != "columns" and copy[key] != contract[key]
        ]
        # A flag that is false may be left out.
        expected = {
            column["name"]: {key: value for key, value in column.items() if value is not False}
            for column in contract["columns"]
        }
        problems += [
            f"{test_name}: {column['name']} of {raw_table} is {expected.get(column['name'])}"
            for column in copy["columns"]
            if column != expected.get(column["name"])
        ]
        given = [column["name"] for column in copy["columns"]]
        if given != [name for name in expected if name in given]:
            problems.append(f"{test_name}: the columns of {raw_table} are not in contract order")
    report(problems, "write it as raw_contract() makes it from models/base/*/_*__sources.yml")


def raw_table_under_test(test: Any) -> str:
    """The raw table that a unit test of the raw layer gives a contract of."""
    if "raw_tables" in test.overrides.macros:
        return test.overrides.macros["raw_tables"][0]
    return test.model.removeprefix("stg_").removesuffix(EXCEPTIONS)


def test_the_reference_pages_show_the_project_of_today() -> None:
    """The tables of marts, metrics, raw tables and vars are made from the files that own them."""
    problems = [
        f"{path.relative_to(PROJECT_ROOT)}: its table is not that of today"
        for path in TABLES
        if path.read_text(encoding="utf-8") != with_table(path)
    ]
    report(problems, "run `python -m scripts.reference`")


def documents() -> list[Path]:
    """The written documents of the project."""
    return sorted([
        *PROJECT_ROOT.glob("*.md"),
        *(PROJECT_ROOT / "docs").rglob("*.md"),
        *(PROJECT_ROOT / "examples").rglob("*.md"),
    ])


def anchor(heading: str) -> str:
    """The anchor that a Markdown page gives a heading."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def headings(path: Path) -> list[str]:
    """The headings of a document, without its title."""
    return re.findall(r"^##+ (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)


def links(path: Path) -> list[str]:
    """The places inside of the project that a document leads to."""
    found = re.findall(r"\]\(([^)\s]+)\)", path.read_text(encoding="utf-8"))
    return [link for link in found if "://" not in link]


@pytest.fixture(scope="session")
def rules() -> list[str]:
    """The names of the rules, in the order of docs/definitions.md."""
    return [heading.strip("[]") for heading in headings(DEFINITIONS) if heading.startswith("[")]


def test_every_rule_is_named_once(rules: list[str]) -> None:
    """A citation leads to one place."""
    problems = [f"{name}: more than once" for name in set(rules) if rules.count(name) > 1]
    problems += [f"{name}: no name of a rule" for name in rules if not re.fullmatch(RULE, name)]
    report(problems, "name it in docs/definitions.md in lower case, with a hyphen: [session-cut]")


def test_every_citation_is_the_name_of_a_rule(rules: list[str]) -> None:
    """Comments and documents cite docs/definitions.md by name, whole groups by their heading."""
    groups = [heading for heading in headings(DEFINITIONS) if not heading.startswith("[")]
    cited = set()
    problems = []
    for path in [*project_files(".sql", ".yml", ".py", ".md"), *documents()]:
        text = path.read_text(encoding="utf-8")
        name = path.relative_to(PROJECT_ROOT)
        for citation in re.findall(CITATION, text):
            if path.suffix == ".sql":
                cited.add(citation)
            if citation not in rules:
                problems.append(f"{name}: [{citation}] is no rule")
        for group in re.findall(r"docs/definitions\.md, (\w[\w ]*)", text):
            if not group.startswith(tuple(groups)):
                problems.append(f"{name}: docs/definitions.md has no group {group!r}")
        problems += [
            f"{name}: {found.group()!r} cites a number"
            for found in re.finditer(OLD_CITATION, text)
        ]
    assert cited, "no SQL cites a rule: CITATION does not find them any more"
    report(problems, "cite a rule of docs/definitions.md by its name, such as [session-cut]")


def test_every_old_number_of_the_definitions_has_its_rules(rules: list[str]) -> None:
    """Implementations outside of this project know the rules by number."""
    table = DEFINITIONS.read_text(encoding="utf-8").split("## Old numbers")[1]
    rows = dict(re.findall(r"^\| (none|\d+[a-z]?) \| (\[.+\]) \|$", table, re.MULTILINE))
    named = [name for names in rows.values() for name in re.findall(CITATION, names)]
    assert set(rows) == OLD_NUMBERS | {"none"}, "the table must have each old number once"
    assert set(named) == set(rules), "each rule stands behind its old number, or behind none"


def test_published_comments_stand_by_themselves(models: list[Any]) -> None:
    """Who reads the published copy has neither the definitions nor the vars at hand."""
    problems = []
    for model in models:
        if str(model.access.value) != "public":
            continue
        columns = {f".{name}": column.description for name, column in model.columns.items()}
        for place, description in {"": model.description, **columns}.items():
            problems += [
                f"{model.name}{place}: {found.group()!r}"
                for found in re.finditer(f"{CITATION}|{UNPUBLISHED}|{{{{", description)
            ]
    report(problems, "say it in words, and a threshold as {{ var('its_name') }}")


def test_thresholds_in_published_comments_come_from_the_vars() -> None:
    """A description that types the default of a var lies as soon as a company sets another."""
    variables = yaml.safe_load((PROJECT_ROOT / "dbt_project.yml").read_text())["vars"]
    problems = []
    for path in project_files(".yml", ".md"):
        if not path.is_relative_to(PROJECT_ROOT / "models"):
            continue
        text = path.read_text()
        if path.suffix == ".yml":
            described = yaml.safe_load(text).get("models", [])
            columns = [column for model in described for column in model.get("columns", [])]
            text = " ".join(entry.get("description") or "" for entry in [*described, *columns])
        for name, value in variables.items():
            unit = next((unit for unit in UNITS if name.endswith(unit)), None)
            if unit and re.search(rf"\b{value} ({unit}|%)", " ".join(text.split())):
                problems.append(f"{path.relative_to(PROJECT_ROOT)}: {value} {unit} is {name}")
    report(problems, "write {{ var('its_name') }}; a doc block cannot, so leave the number out")


def test_links_of_the_documents_lead_somewhere() -> None:
    """A file or heading that was renamed leaves no dead link."""
    problems = []
    for path in documents():
        for link in links(path):
            file, _, fragment = link.partition("#")
            target = (path.parent / file).resolve() if file else path
            if not target.exists():
                problems.append(f"{path.relative_to(PROJECT_ROOT)}: {link}: no such file")
            elif fragment and fragment not in map(anchor, headings(target)):
                problems.append(f"{path.relative_to(PROJECT_ROOT)}: {link}: no such heading")
    report(problems, "lead to the heading of today: lower case, hyphens, no punctuation")


def test_every_page_of_the_docs_stands_in_a_menu_of_the_site() -> None:
    """mkdocs.yml lists them, by the file's name, as a page of its own or with a title."""
    menus = (PROJECT_ROOT / "mkdocs.yml").read_text(encoding="utf-8").split("\nnav:\n")[1]
    docs = PROJECT_ROOT / "docs"
    listed = re.findall(r"(?:- |: )([\w/]+\.md)$", menus, re.MULTILINE)
    problems = [
        f"docs/{path.relative_to(docs)}: {listed.count(path.relative_to(docs).as_posix())} times"
        for path in docs.rglob("*.md")
        if listed.count(path.relative_to(docs).as_posix()) != 1
    ]
    report(problems, "list it once under nav: in mkdocs.yml")


def test_every_decision_is_reached_from_its_rule() -> None:
    """The decision log says why; the rule, or the end of its group, leads to it."""
    linked = links(DEFINITIONS)
    files = sorted(set((PROJECT_ROOT / "docs/decisions").glob("*.md")))
    listed = links(PROJECT_ROOT / "docs/decisions/README.md")
    problems = [
        f"decisions/{path.name}: not in docs/decisions/README.md"
        for path in files
        if path.name not in listed and path.name != "README.md"
    ]
    for path in files:
        problems += [
            f"decisions/{path.name}: {heading!r}"
            for heading in headings(path)
            if f"decisions/{path.name}#{anchor(heading)}" not in linked
        ]
    report(problems, "link it in docs/definitions.md from the rule that it explains")
