"""The pages of the site that are made: every metric, and every table with its columns.

What they say comes from the catalog and its seeds, from dbt's manifest, and from the rules of
docs/definitions.md that name a metric.
"""

import functools
import re
from collections.abc import Iterator
from typing import Any

from scripts.published_copy import SCHEMAS, TOTALS, schema_of, seed
from scripts.reference import (
    DOCS,
    formula_text,
    meta_of,
    questions,
    read_yaml,
    sentence,
    table,
)
from scripts.report.data import english_name
from scripts.semantic_layer import label, marts
from scripts.warehouse import PROJECT_ROOT

Manifest = dict[str, Any]
Node = dict[str, Any]

OPEN, CLOSE = "([{", ")]}"
DIRECTIONS = {"up": "more is better", "down": "less is better", "neutral": "neither is better"}


def pages(manifest: Manifest) -> dict[str, str]:
    """The Markdown of every made page, by its path in the site."""
    made = {f"metrics/{mart}.md": metrics_page(manifest, mart) for mart in metric_marts()}
    made |= {f"tables/{mart}.md": table_page(manifest, mart) for mart in marts()}
    return made | {"questions.md": questions_page(manifest)}


def places() -> dict[str, Any]:
    """Where the site says what of a name, and which of the made pages belong together.

    A word that is a metric and a table is left out of the names: nobody knows which is meant.
    """
    metrics = {
        row["metric_id"]: f"metrics/{row['mart']}.md#{row['metric_id']}" for row in catalog()
    }
    tables = {mart: f"tables/{mart}.md" for mart in marts()}
    variables = read_yaml(PROJECT_ROOT / "dbt_project.yml")["vars"]["declared_vars"]
    both = metrics.keys() & tables.keys()
    names = metrics | tables | {name: f"vars.md#{name}" for name in variables}
    return {
        "names": {name: place for name, place in names.items() if name not in both},
        "metrics": metrics,
        "tables": tables,
        "vars": list(variables),
        "rules": list(rules()),
        "menus": {
            "Analyse": {"Worked questions": "questions.md"},
            "Metrics": {"By table": [f"metrics/{mart}.md" for mart in metric_marts()]},
            "Tables": {
                sentence(schema): [tables[mart] for mart in marts() if published_in(mart) == schema]
                for schema in SCHEMAS
            },
        },
    }


def catalog() -> list[dict[str, str]]:
    """The metrics that are built."""
    return [row for row in seed("metric_catalog") if row["is_built"] == "true"]


def metric_marts() -> list[str]:
    """The metrics tables, in the order of the catalog."""
    return list(dict.fromkeys(row["mart"] for row in catalog()))


def published_in(mart: str) -> str:
    """The schema of the published copy that a table stands in."""
    model = marts()[mart][1]
    columns = [column["name"] for column in model.get("columns") or []]
    return schema_of(mart, columns, meta_of(model))


@functools.cache
def rules() -> dict[str, str]:
    """The text of every rule by its name."""
    text = (DOCS / "definitions.md").read_text(encoding="utf-8")
    found = re.split(r"(?m)^### \[([a-z0-9-]+)\]\n", text)
    return dict(zip(found[1::2], found[2::2], strict=True))


def rules_that_name(name: str) -> list[str]:
    """The rules whose text has a name as code."""
    return [rule for rule, text in rules().items() if f"`{name}`" in text]


# Metrics


def metrics_page(manifest: Manifest, mart: str) -> str:
    """A section per metric of a metrics table."""
    model = node(manifest, mart)
    metrics = [row for row in catalog() if row["mart"] == mart]
    cuts = [row["dimension"] for row in seed("metric_dimensions") if row["mart"] == mart]
    owner = {row["mart"]: row["owner"] for row in seed("metric_owners")}.get(mart)
    of_table = [
        f"`{test['name']}`" for test in tests_of(manifest, model) if not parts_of_test(test)
    ]
    facts = {
        "Table": f"[`{mart}`](../tables/{mart}.md)",
        "Owner": owner,
        "Cuts": ", ".join(f"`{cut}`" for cut in [*cuts, "all"] if cuts),
        "Tests of all of them": ", ".join(of_table),
    }
    texts = [
        f"# {label(mart)}",
        listed(facts),
        *(metric_section(manifest, model, metric) for metric in metrics),
    ]
    return "\n\n".join(texts) + "\n"


def listed(facts: dict[str, str | None]) -> str:
    """What is known of something, one line each."""
    return "\n".join(f"- **{name}**: {text}" for name, text in facts.items() if text)


def metric_section(manifest: Manifest, model: Node, metric: dict[str, str]) -> str:
    """What a metric is, how it is made, where, and what proves it."""
    name, mart = metric["metric_id"], metric["mart"]
    ends = f". {sentence(metric['edge_rule'])}" if metric["edge_rule"] else ""
    return "\n\n".join([
        f"## {name}",
        f"{metric['definition']}{ends}.",
        listed(facts_of(manifest, model, metric)),
        f"```sql\n{made_of(model, metric)}\n```",
    ])


def facts_of(manifest: Manifest, model: Node, metric: dict[str, str]) -> dict[str, str]:
    """What is known of a metric."""
    name, mart = metric["metric_id"], metric["mart"]
    lower, upper = metric["lower_bound"], metric["upper_bound"]
    bounds = [f"at least {lower}" * bool(lower), f"at most {upper}" * bool(upper)]
    # The lift has a row per comparison, and no column of its name.
    column = model["columns"].get(name, {"description": ""})
    table_of = f"../tables/{mart}.md"
    return {
        "Names": f"{english_name(name)} · {metric['name_zh']} · {metric['name_ru']}",
        "Unit": ", ".join(filter(None, [metric["unit"], *bounds, DIRECTIONS[metric["direction"]]])),
        "Formula": formula_text(metric),
        "Parts": "; ".join(
            f"[`{part}`]({table_of}#{part}) {adding(mart, part)}" for part in parts_of(metric)
        ),
        "Column": f"[`{mart}.{name}`]({table_of}#{name}): {flat(column['description'])}"
        if name in model["columns"] else "",
        "Rules": " ".join(f"[{rule}]" for rule in rules_that_name(name)),
        "Benchmarks": "; ".join(
            f"{row['benchmark']} in {row['year']} ({row['measure']})"
            for row in seed("metric_benchmarks") if row["metric_id"] == name
        ),
        "Unit tests": ", ".join(f"`{test['name']}`" for test in unit_tests(manifest, metric)),
        "Data tests": ", ".join(
            f"`{test['name']}`" for test in tests_of(manifest, model)
            if {name, *parts_of(metric)} & parts_of_test(test)
        ),
        "Made in": f"`{model['original_file_path']}` ({in_dbt(model, 'lineage')})" + "".join(
            f", {in_dbt(macro, macro_name(macro))}"
            for macro in called(manifest, made_of(model, metric))
        ),
        "Ask": f"`python -m scripts.ask {name}`" if mart in cut_marts() else "",
    }


def cut_marts() -> set[str]:
    """The metrics tables with dimensions: those that scripts.ask reads."""
    return {row["mart"] for row in seed("metric_dimensions")}


def parts_of(metric: dict[str, str]) -> list[str]:
    """The parts that a metric is made of."""
    return [part for part in (metric["numerator"], metric["denominator"]) if part]


def adding(mart: str, part: str) -> str:
    """Over what a part may be added up."""
    [row] = [
        row for row in seed("metric_parts") if row["mart"] == mart and row["part"] == part
    ] or [None]
    if row is None:
        return "(is never added up)"
    ways = [
        way for way in ("periods", "dimensions") if row[f"is_additive_over_{way}"] == "true"
    ]
    return f"(adds up over {' and '.join(ways)})" if ways else "(is never added up)"


def unit_tests(manifest: Manifest, metric: dict[str, str]) -> list[Node]:
    """The unit tests of the metric's table that expect a value of the metric."""
    return [
        test for test in manifest["unit_tests"].values()
        if test["model"] == metric["mart"] and metric["metric_id"] in expected_columns(test)
    ]


def expected_columns(test: Node) -> set[str]:
    """The columns that a unit test expects values of."""
    rows = test["expect"]["rows"] or []
    if isinstance(rows, str):
        return set(rows.split("\n", 1)[0].replace(" ", "").split(","))
    return {column for row in rows for column in row}


def tests_of(manifest: Manifest, model: Node) -> list[Node]:
    """The data tests that read a model."""
    return [
        test for test in manifest["nodes"].values()
        if test["resource_type"] == "test" and model["unique_id"] in test["depends_on"]["nodes"]
    ]


def parts_of_test(test: Node) -> set[str]:
    """The parts that a test counts a second time from the facts, or the columns it names."""
    given = (test.get("test_metadata") or {}).get("kwargs", {})
    facts = given.get("facts") or []
    named = {test["column_name"]} if test.get("column_name") else set()
    return named.union(*(facts_of_one["parts"] for facts_of_one in facts))


# How a model makes a column


def made_of(model: Node, metric: dict[str, str]) -> str:
    """The lines of a model that make the parts of a metric, and the metric itself."""
    names = dict.fromkeys([*parts_of(metric), metric["metric_id"]])
    found = [line for name in names for line in lines_that_make(model["raw_code"], name)]
    if not found:
        return f"-- made in a loop of the model, or by its macros: {metric['metric_id']}"
    return "\n".join(dict.fromkeys(found))


def lines_that_make(code: str, name: str) -> Iterator[str]:
    """The entry of a part, and the expression that is given a name."""
    for begin in re.finditer(rf'"{name}":\s', code):
        yield dedented(code, begin.start(), end_of(code, begin.end()))
    for end in re.finditer(rf"\s+as {name}\b(?=\s*(,|\n))", code):
        yield dedented(code, begin_of(code, end.start()), end.end())


def dedented(code: str, begin: int, end: int) -> str:
    """A piece of code on the left edge."""
    margin = begin - (code.rfind("\n", 0, begin) + 1)
    return re.sub(rf"\n {{0,{margin}}}", "\n", code[begin:end].strip())


def end_of(code: str, place: int) -> int:
    """The place of the comma or bracket that ends what begins at a place."""
    depth = 0
    for here in range(place, len(code)):
        if code[here] in OPEN:
            depth += 1
        elif code[here] in CLOSE or code[here] == ",":
            if depth == 0:
                return here
            depth -= code[here] in CLOSE
    return len(code)


def begin_of(code: str, place: int) -> int:
    """The place where the expression begins that ends at a place: behind a comma, a bracket or
    the word select."""
    depth = 0
    for here in range(place - 1, -1, -1):
        if code[here] in CLOSE:
            depth += 1
        elif code[here] in OPEN or code[here] == ",":
            if depth == 0:
                return here + 1 + len(code[here + 1 :]) - len(code[here + 1 :].lstrip())
            depth -= code[here] in OPEN
        elif depth == 0 and re.match(r"\bselect\s", code[here:]):
            return here + len("select ") + len(code[here + 7 :]) - len(code[here + 7 :].lstrip())
    return 0


def called(manifest: Manifest, code: str) -> list[Node]:
    """The project's macros that a piece of code calls."""
    own = {
        macro["name"]: macro for macro in manifest["macros"].values()
        if macro["package_name"] == "engagement"
    }
    return [own[name] for name in dict.fromkeys(re.findall(r"\b(\w+)\(", code)) if name in own]


# Worked questions


def questions_page(manifest: Manifest) -> str:
    """Each question with how to read its answer, and its SQL as it runs on the published copy."""
    texts = [
        "# Worked questions",
        "Each runs as it is on the published copy. The files lie in `analyses/`; the windows and "
        "thresholds at the head of a file can be changed there.",
    ]
    for name, (question, *reading) in questions().items():
        [found] = [
            analysis for analysis in manifest["nodes"].values()
            if analysis["resource_type"] == "analysis" and analysis["name"] == name
        ]
        sql = re.sub(r"\A(--.*\n)+", "", found["compiled_code"]).replace('"build"."main".', "")
        sql = re.sub(r"\n\s*\n(\s*\n)+", "\n\n", sql).strip()
        texts += [
            f"## {label(name)}", " ".join([question, *reading]), f"```sql\n{sql}\n```"
        ]
    return "\n\n".join(texts) + "\n"


# Tables


def table_page(manifest: Manifest, mart: str) -> str:
    """What a row of a table is, its columns, what it reads, and its tests."""
    model = node(manifest, mart)
    described = node(manifest, mart.removesuffix(TOTALS))
    rows = [
        [
            f'<span id="{name}">`{name}`</span>' if name in described["columns"] else name,
            f"`{column['data_type']}`" if column.get("data_type") else "",
            flat(column["description"]),
        ]
        for name, column in described["columns"].items()
    ]
    facts = {
        "In the copy": f"`{published_in(mart)}.{mart}`, a {model['config']['materialized']}",
        "Key": ", ".join(f"`{column}`" for column in key_of(described)),
        "Metrics": f"[of this table](../metrics/{mart}.md)" if mart in metric_marts() else "",
        "Reads": relatives(manifest, model["depends_on"]["nodes"]),
        "Read by": relatives(manifest, manifest["child_map"][model["unique_id"]]),
        "Made in": f"`{model['original_file_path']}` ({in_dbt(model, 'lineage and SQL')})",
    }
    tests = [[f"`{test['name']}`", flat(told_by(test))] for test in tests_of(manifest, model)]
    tests += [
        [f"`{test['name']}`", flat(test["description"])]
        for test in manifest["unit_tests"].values() if test["model"] == mart
    ]
    texts = [
        f"# {mart}",
        flat(model["description"]),
        listed(facts),
        "## Columns",
        table(["column", "type", "what it is"], rows),
    ]
    if tests:
        texts += ["## Tests", table(["test", "what is wrong if it fails; or the example"], tests)]
    return "\n\n".join(texts) + "\n"


def key_of(model: Node) -> list[str]:
    """The columns that tell the rows of a table apart."""
    for constraint in model["constraints"]:
        if constraint["type"] == "primary_key":
            return constraint["columns"]
    return model["config"]["meta"].get("key", [])


def told_by(test: Node) -> str:
    """What a data test says when it fails."""
    meta = test["config"]["meta"]
    if "failure" in meta:
        return meta["failure"]
    return test["description"]


def relatives(manifest: Manifest, ids: list[str]) -> str:
    """Models and seeds by name: a table leads to its page, others to dbt's docs."""
    found = []
    for unique_id in dict.fromkeys(ids):
        relative = manifest["nodes"].get(unique_id)
        if relative is not None and relative["resource_type"] in ("model", "seed"):
            name = relative["name"]
            known = name in marts()
            found.append(f"[`{name}`]({name}.md)" if known else in_dbt(relative, f"`{name}`"))
    return ", ".join(found)


def node(manifest: Manifest, name: str) -> Node:
    """A model of the manifest."""
    return manifest["nodes"][f"model.engagement.{name}"]


def in_dbt(found: Node, text: str) -> str:
    """A link to a node, or a macro, in dbt's own docs."""
    return f"[{text}](../dbt.html#!/{found['resource_type']}/{found['unique_id']})"


def macro_name(macro: Node) -> str:
    """A macro as code."""
    return f"`{macro['name']}`"


def flat(text: str) -> str:
    """A text on one line, as a cell of a table; what looks like HTML is text."""
    return " ".join(text.replace("<", "&lt;").split())
