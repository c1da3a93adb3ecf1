"""Makes the semantic layer of MetricFlow from the catalog; `python -m scripts.reference` writes it.

A part is what the test totals_are_those_of_the_facts of its metrics table says of its facts; where
that test reads rows that are not public, so that it would see a loss, PUBLIC_FACTS says the same of
a public fact. The metrics and their formulas are those of the catalog. What cannot be said so is
listed in docs/semantic_layer.md with its reason. tests/test_semantic_layer.py checks that the files
are of today; tests/semantic_parity.py compares every metric with the marts.
"""

import functools
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import jinja2
import yaml

from scripts.published_copy import seed
from scripts.reference import read_yaml, table
from scripts.staging import Dumper
from scripts.warehouse import PROJECT_ROOT

FOLDER = PROJECT_ROOT / "semantic"
METRICS_TABLE = "_metrics"
NONE_VALUE = "(none)"
WIDTH = 72
FLOW_WIDTH = 90

# Parts that the tests tell of staging rows, told of a public fact; and medians, which are no parts.
PUBLIC_FACTS: dict[str, list[dict[str, Any]]] = {
    "app_metrics": [
        {
            "from": "ref('app_sessions')",
            "date": "started_date",
            "parts": {
                "app_sessions": "count(*)",
                "app_active_users": "count(distinct {{ app_person('customer_id', 'device_id') }})",
            },
        },
        {
            "from": "ref('app_ratings')",
            "date": "rated_date",
            "parts": {"app_ratings": "count(*)", "app_rating_stars": "sum(stars)"},
        },
    ],
    "commerce_metrics": [
        {
            "from": "ref('customers')",
            "where": "is_in_customer_table",
            "date": "created_date",
            "parts": {
                "new_customers": "count(*)",
                "referred_customers":
                    "count(*) filter (where referred_by_customer_id <> customer_id)",
            },
        },
    ],
    "engagement_metrics": [
        {
            "from": "ref('person_activity')",
            "where": "makes_active",
            "date": "activity_date",
            "parts": {"active_people": "count(distinct person_id)"},
        },
    ],
    "email_metrics": [
        {
            "from": "ref('email_messages')",
            "date": "sent_date",
            "parts": {"emails_sent": "count(*)"},
        },
    ],
    "support_metrics": [
        {
            "from": "ref('support_tickets')",
            "date": "created_date",
            "parts": {
                "tickets": "count(*)",
                "identified_tickets": "count(customer_id)",
                "answered_customer_turns": "sum(answered_customer_turns)",
                "response_minutes": "sum(response_minutes)",
                "first_time_channel_users":
                    "count(distinct customer_id) filter (where is_first_in_channel)",
                "median_first_response_minutes": "median(first_response_minutes)",
            },
        },
        {
            "from": "ref('support_tickets')",
            "where": "solved_at is not null",
            "date": "solved_date",
            "parts": {"tickets_solved": "count(*)"},
        },
    ],
    "web_metrics": [
        {
            "from": "ref('web_sessions')",
            "where": "not is_bot",
            "date": "session_date",
            "parts": {
                "conversions": "sum(conversions)",
                "converted_visitors": "count(distinct visitor_id) filter (where conversions > 0)",
                "median_session_duration_seconds": "median(duration_seconds)",
            },
        },
    ],
}

# Dimensions that a fact has under another name, by metrics table and fact.
DIMENSION_COLUMNS = {
    ("web_metrics", "web_sessions"): {"traffic_source": "source", "traffic_medium": "medium"},
    ("web_content_metrics", "web_sessions"): {
        "page_path": "landing_page",
        "content_type": "landing_content_type",
    },
}

# The mart of customers: a fact that names its customer takes their attributes from it.
CUSTOMERS, CUSTOMER, CUSTOMER_KEY = "customers", "customer", "customer_id"
# The others, such as acquisition_source, are something else in some of the metrics tables.
ATTRIBUTES = (
    "customer_segment", "country", "region", "age_group", "customer_type", "subscription_level"
)

# Why a part is no aggregate of the rows of one public fact. Parts of these tables are all of the
# kind that their table is.
REASONS_OF_TABLES = {
    "customer_retention": "compares who is there at the start and at the end of a period",
    "customer_value_metrics": "is a state at the end of a period, of all orders before it",
    "engagement_metrics": "looks at the period before, or at other rows of the person",
}
REASONS = {
    "frequent_buyers": "looks at the months before the period",
    "new_visitors": "looks at the visits before the period, and at those of other cuts",
    "returning_visitors": "looks at the visits before the period, and at those of other cuts",
    "bounced_visitors": "is decided over all visits of a visitor in the period",
    "openers": "counts openings, which are no public fact",
    "newsletter_openers": "counts openings, which are no public fact",
    "regular_openers": "looks at the periods before",
    "fully_engaged_subscribers": "is decided over all newsletters of a reader in the period",
    "returning_product_seconds": "is decided over all visits of a visitor in the period",
    "returning_product_viewers": "is decided over all visits of a visitor in the period",
    "content_download_count": "is cut by the page of the action; the public fact has the session's",
    "content_leads": "is cut by the page of the action; the public fact has the session's",
    "organic_clicks_change": "compares with the period before",
    "organic_clicks_previous": "compares with the period before",
    "top10_queries": "is decided over all days of a query in the period",
    "followers": "is a state at the end of a period",
    "followers_change": "compares with the period before",
    "followers_previous": "compares with the period before",
    "all_tickets": "is the total of all cuts beside a cut",
    "clv_lifetime": "is made of two metrics at the end of a period",
    "csat_gap_to_benchmark": "compares with a benchmark that is in no fact",
}
NOT_PUBLIC = "counts rows that are no public fact, or that need those of another fact"

AGGREGATES = {
    r"count\(\s*\*\s*\)": ("count", None),
    r"count\(\s*distinct\s+": ("count_distinct", ")"),
    r"count\(": ("count", ")"),
    r"sum\(": ("sum", ")"),
    r"median\(": ("median", ")"),
}


class CompactDumper(Dumper):
    """The same YAML, with short mappings on one line."""


def mapping_node(dumper: CompactDumper, data: dict[str, Any]) -> yaml.MappingNode:
    """A mapping; on one line if it is short and dbt fills nothing in."""
    node = dumper.represent_mapping("tag:yaml.org,2002:map", data, flow_style=False)
    text = json.dumps(data)
    node.flow_style = len(text) <= FLOW_WIDTH and "{{" not in text
    return node


CompactDumper.add_representer(dict, mapping_node)


@dataclass(unsafe_hash=True)
class Measure:
    """An aggregate of the rows of a fact; two are equal that differ in their name only."""

    name: str = field(compare=False)
    fact: str
    date: str
    aggregate: str
    expression: str


@dataclass
class Part:
    """A part: an expression of measures; `{0}` stands for the first of them."""

    name: str
    expressions: list[str] = field(default_factory=list)
    measures: list[Measure] = field(default_factory=list)


@dataclass
class Layer:
    """What the semantic layer of one metrics table holds."""

    mart: str
    channel: str
    parts: dict[str, Part]
    metrics: list[dict[str, str]]
    left_out: list[tuple[dict[str, str], str]]

    @property
    def entity(self) -> str:
        """What the dimensions of the table are named after: web__device_type."""
        return self.mart.removesuffix(METRICS_TABLE)


@functools.cache
def marts() -> dict[str, tuple[str, dict[str, Any]]]:
    """The channel and the YAML of every public mart."""
    return {
        model["name"]: (path.parent.name, model)
        for path in sorted(PROJECT_ROOT.glob("models/marts/*/*.yml"))
        for model in read_yaml(path).get("models", [])
    }


@functools.cache
def formulas() -> tuple[jinja2.Environment, dict[str, Any]]:
    """The macros of all formulas, without dbt; a var stays one, for dbt to fill in."""
    text = "".join(
        path.read_text(encoding="utf-8")
        for path in sorted((PROJECT_ROOT / "macros" / "metrics").rglob("*.sql"))
    )
    environment = jinja2.Environment(extensions=["jinja2.ext.do"])
    # Without spaces in it, so that no line is broken there.
    variables = {"var": lambda name: f"{{{{var('{name}')}}}}"}
    return environment, vars(environment.from_string(text).make_module(variables))


@functools.cache
def rendered(sql: str) -> str:
    """SQL with the project's formulas filled in."""
    environment, macros = formulas()
    return " ".join(environment.from_string(sql).render(macros).split())


def told_facts(mart: str, model: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """What is said of the facts of a metrics table; what is said of public facts comes first."""
    yield from PUBLIC_FACTS.get(mart, [])
    for test in model.get("data_tests", []):
        if isinstance(test, dict) and "totals_are_those_of_the_facts" in test:
            yield from test["totals_are_those_of_the_facts"]["arguments"]["facts"]


def closing(sql: str, start: int) -> int:
    """The place of the bracket that closes the one before start."""
    depth = 1
    for place in range(start, len(sql)):
        depth += {"(": 1, ")": -1}.get(sql[place], 0)
        if depth == 0:
            return place
    raise ValueError(f"a bracket is not closed: {sql}")


def aggregates_of(sql: str) -> tuple[str, list[tuple[str, str, str]]]:
    """An expression with a number for each aggregate in it, and the aggregates: kind, expression
    and condition."""
    found: list[tuple[str, str, str]] = []
    text, place = "", 0
    while place < len(sql):
        for pattern, (kind, close) in AGGREGATES.items():
            begin = re.compile(rf"(?<!\w){pattern}").match(sql, place)
            if begin is None:
                continue
            end = begin.end()
            expression = "1"
            if close:
                last = closing(sql, end)
                expression, end = sql[end:last].strip(), last + 1
            condition = ""
            filtered = re.compile(r"\s*filter\s*\(\s*where\s+").match(sql, end)
            if filtered:
                last = closing(sql, filtered.end())
                condition, end = sql[filtered.end() : last].strip(), last + 1
            text += f"{{{len(found)}}}"
            found.append((kind, expression, condition))
            place = end
            break
        else:
            text += sql[place]
            place += 1
    return text.strip(), found


def parts_of(mart: str, model: dict[str, Any], public: dict[str, Any]) -> dict[str, Part]:
    """The parts of a metrics table that are aggregates of public facts."""
    parts: dict[str, Part] = {}
    # A part that public facts tell is not told again of others; one that others tell, too, is none.
    own = {name for facts in PUBLIC_FACTS.get(mart, []) for name in facts["parts"]}
    hidden = set()
    for place, facts in enumerate(told_facts(mart, model)):
        is_own = place < len(PUBLIC_FACTS.get(mart, []))
        fact = re.fullmatch(r"ref\('(\w+)'\)", facts["from"])
        for name, sql in facts["parts"].items():
            if name in own and not is_own:
                continue
            if fact is None or fact[1] not in public:
                hidden.add(name)
            else:
                add_measures(parts.setdefault(name, Part(name)), sql, fact[1], facts, public)
    for part in parts.values():
        for number, measure in enumerate(part.measures, start=1):
            measure.name = part.name if part.expressions == ["{0}"] else f"{part.name}_{number}"
    return {
        name: part for name, part in parts.items() if name not in hidden and name not in REASONS
    }


def add_measures(
    part: Part, sql: str, fact: str, facts: dict[str, Any], public: dict[str, Any]
) -> None:
    """Adds what a fact gives to a part."""
    text, found = aggregates_of(rendered(sql))
    first = len(part.measures)
    part.expressions.append(text.format(*(f"{{{first + n}}}" for n in range(len(found)))))
    [date] = [column for column in public[fact]["columns"] if column["name"] == facts["date"]]
    is_dated = "" if is_required(date) else f"{facts['date']} is not null"
    for kind, expression, condition in found:
        conditions = " and ".join(
            text for text in (rendered(facts.get("where", "")), condition, is_dated) if text
        )
        if kind == "median":
            # As the macro median: of decimals it would be cut to their scale.
            expression = f"cast({expression} as double)"
        if conditions:
            expression = f"case when {conditions} then {expression} end"
        part.measures.append(Measure("", fact, facts["date"], kind, expression))


def is_required(column: dict[str, Any]) -> bool:
    """Whether a column of a mart is never null."""
    return {"type": "not_null"} in column.get("constraints", [])


@functools.cache
def layers() -> list[Layer]:
    """The semantic layer of each metrics table."""
    all_marts = marts()
    public = {name: model for name, (_, model) in all_marts.items()}
    found = []
    catalog = [row for row in seed("metric_catalog") if row["is_built"] == "true"]
    for mart in dict.fromkeys(row["mart"] for row in catalog):
        channel, model = all_marts[mart]
        parts = parts_of(mart, model, public)
        layer = Layer(mart, channel, {}, [], [])
        for metric in catalog:
            if metric["mart"] == mart:
                # A metric without parts, such as a median, is one itself.
                needed = [metric["numerator"] or metric["metric_id"], metric["denominator"]]
                missing = [name for name in needed if name and name not in parts]
                if missing:
                    layer.left_out.append((metric, reason(mart, missing[0])))
                else:
                    layer.metrics.append(metric)
                    layer.parts |= {name: parts[name] for name in needed if name}
        share_measures(layer)
        found.append(layer)
    return found


def share_measures(layer: Layer) -> None:
    """A part that is made of what another one is takes that one's measure."""
    own = {
        measure: measure
        for part in layer.parts.values() if part.expressions == ["{0}"]
        for measure in part.measures
    }
    for part in layer.parts.values():
        part.measures = [own.get(measure, measure) for measure in part.measures]


def reason(mart: str, part: str) -> str:
    """Why a part is no aggregate of public facts."""
    return f"`{part}` {REASONS_OF_TABLES.get(mart) or REASONS.get(part) or NOT_PUBLIC}"


def dimensions_of(mart: str, fact: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """The dimensions of a metrics table that a fact has itself, each with its SQL."""
    columns = {column["name"]: column for column in fact["columns"]}
    renamed = DIMENSION_COLUMNS.get((mart, fact["name"]), {})
    for row in seed("metric_dimensions"):
        column = columns.get(renamed.get(row["dimension"], row["dimension"]))
        if row["mart"] != mart or column is None:
            continue
        sql = column["name"]
        if column["data_type"] != "string":
            sql = f"cast({sql} as string)"
        if not is_required(column):
            sql = f"coalesce({sql}, '{NONE_VALUE}')"
        yield row["dimension"], sql


def attributes_of_customers(mart: str, fact: dict[str, Any]) -> list[str]:
    """The dimensions of a metrics table that a fact takes from its customers."""
    own = dict(dimensions_of(mart, fact))
    columns = {column["name"] for column in fact["columns"]}
    if fact["name"] == CUSTOMERS or CUSTOMER_KEY not in columns:
        return []
    return [
        row["dimension"] for row in seed("metric_dimensions")
        if row["mart"] == mart and row["dimension"] not in own
        and row["dimension"] in ATTRIBUTES
    ]


def customer_dimension(name: str) -> dict[str, str]:
    """An attribute of customers. Where it is unknown it is null: who is no customer has none
    either, and both are one value of the metrics tables."""
    return {"name": name, "type": "categorical", "expr": f"nullif({name}, '{NONE_VALUE}')"}


def semantic_models(
    layer: Layer, public: dict[str, Any], taken: set[str]
) -> Iterator[dict[str, Any]]:
    """One semantic model per fact of a metrics table; its name is added to the taken ones.

    A dimension that several of its facts have is an entity, because a dimension belongs to one
    semantic model: so one question can ask for metrics of all of them.
    """
    # By name, because a part may be made of measures of others.
    measures = {
        measure.name: measure for part in layer.parts.values() for measure in part.measures
    }.values()
    facts = list(dict.fromkeys(measure.fact for measure in measures))
    cuts = {fact: dict(dimensions_of(layer.mart, public[fact])) for fact in facts}
    shared = [
        cut for cut in dict.fromkeys(cut for fact in facts for cut in cuts[fact])
        if sum(cut in cuts[fact] for fact in facts) > 1
    ]
    for fact in facts:
        own = [measure for measure in measures if measure.fact == fact]
        dates = list(dict.fromkeys(measure.date for measure in own))
        first_date = dates[0]
        # Two metrics tables may read one fact, and cut it by other columns.
        name = fact if fact not in taken else f"{layer.entity}_{fact}"
        taken.add(name)
        entities = [
            {"name": f"{layer.entity}_{cut}", "type": "foreign", "expr": cuts[fact][cut]}
            for cut in shared if cut in cuts[fact]
        ]
        dimensions = [
            {"name": cut, "type": "categorical", "expr": sql}
            for cut, sql in cuts[fact].items() if cut not in shared
        ]
        if fact == CUSTOMERS:
            dimensions = [customer_dimension(cut) for cut in ATTRIBUTES]
            entities.append({"name": CUSTOMER, "type": "primary", "expr": CUSTOMER_KEY})
        elif attributes_of_customers(layer.mart, public[fact]):
            entities.append({"name": CUSTOMER, "type": "foreign", "expr": CUSTOMER_KEY})
        yield {
            "name": name,
            "description": f"The rows of {fact} that {layer.mart} is made of.",
            "model": f"ref('{fact}')",
            **({} if fact == CUSTOMERS else {"primary_entity": name.removesuffix("s")}),
            "defaults": {"agg_time_dimension": first_date},
            **({"entities": entities} if entities else {}),
            "dimensions": [
                *(
                    {"name": date, "type": "time", "type_params": {"time_granularity": "day"}}
                    for date in dates
                ),
                *dimensions,
            ],
            "measures": [
                {"name": measure.name, "agg": measure.aggregate, "expr": measure.expression}
                | ({"agg_time_dimension": measure.date} if measure.date != first_date else {})
                for measure in own
            ],
        }


def metrics_of(layer: Layer) -> Iterator[dict[str, Any]]:
    """The metrics of a metrics table, after the parts that they are made of."""
    catalog = {metric["metric_id"]: metric for metric in layer.metrics}
    for part in layer.parts.values():
        yield from metrics_of_part(part, catalog.get(part.name), layer.parts)
    for metric in layer.metrics:
        if not metric["denominator"]:
            continue
        numerator, denominator = metric["numerator"], metric["denominator"]
        # As the macro ratio.
        scale = "" if metric["scale"] == "1" else f"{metric['scale']} * "
        sql = f"{scale}cast({numerator} as double) / nullif(cast({denominator} as double), 0)"
        yield derived(metric["metric_id"], text_of(metric), sql, [numerator, denominator])


def metrics_of_part(
    part: Part, metric: dict[str, str] | None, others: Iterable[str]
) -> Iterator[dict[str, Any]]:
    """A part as a metric, after those of its measures that are no parts themselves.

    others: the names of all parts.
    """
    text = text_of(metric) if metric else f"Part of other metrics: {part.name}."
    if part.expressions == ["{0}"]:
        yield simple(part.measures[0], text)
        return
    for measure in part.measures:
        if measure.name not in others:
            yield simple(measure, f"A summand of {part.name}.")
    names = [measure.name for measure in part.measures]
    # Of facts of several kinds, those of one may have no row.
    expressions = [expression.format(*names) for expression in part.expressions]
    if len(expressions) > 1:
        expressions = [f"coalesce({expression}, 0)" for expression in expressions]
    yield derived(part.name, text, " + ".join(expressions), names)


def simple(measure: Measure, text: str) -> dict[str, Any]:
    """A metric that is a measure; nothing counted is 0 beside other metrics."""
    taken: dict[str, Any] = {"name": measure.name}
    if measure.aggregate in ("count", "count_distinct"):
        taken["fill_nulls_with"] = 0
    return {
        "name": measure.name,
        "label": label(measure.name),
        "description": text,
        "type": "simple",
        "type_params": {"measure": taken},
    }


def derived(name: str, text: str, sql: str, inputs: list[str]) -> dict[str, Any]:
    """A metric that is computed from others."""
    return {
        "name": name,
        "label": label(name),
        "description": text,
        "type": "derived",
        "type_params": {
            "expr": sql,
            "metrics": [{"name": other} for other in dict.fromkeys(inputs)],
        },
    }


def label(name: str) -> str:
    """A name for people."""
    return name.replace("_", " ").capitalize()


def text_of(metric: dict[str, str]) -> str:
    """What a metric means."""
    texts = [metric["definition"], metric["edge_rule"]]
    return "; ".join(text for text in texts if text) + f" ({metric['unit']})."


def semantic_yaml() -> Iterator[tuple[Path, str]]:
    """The YAML file of each channel with the text that it should hold."""
    public = {name: model for name, (_, model) in marts().items()}
    found = layers()
    for channel in dict.fromkeys(layer.channel for layer in found):
        of_channel = [layer for layer in found if layer.channel == channel and layer.metrics]
        if not of_channel:
            continue
        metrics = [metric for layer in of_channel for metric in metrics_of(layer)]
        taken: set[str] = set()
        models = [model for layer in of_channel for model in semantic_models(layer, public, taken)]
        text = yaml.dump(
            {"semantic_models": models, "metrics": metrics},
            Dumper=CompactDumper,
            width=WIDTH,
            sort_keys=False,
            allow_unicode=True,
        )
        yield FOLDER / f"{channel}.yml", (
            "# Written by `python -m scripts.reference`; see docs/semantic_layer.md.\n"
            f"version: 2\n\n{text}"
        )


def left_out_table() -> str:
    """The metrics that MetricFlow cannot make of the public facts, each with the reason."""
    rows = [
        [f"`{metric['metric_id']}`", f"`{layer.mart}`", why]
        for layer in layers()
        for metric, why in layer.left_out
    ]
    return table(["metric", "table", "why"], rows)


def write_semantic_layer() -> None:
    """Writes the files."""
    FOLDER.mkdir(exist_ok=True)
    for path, text in semantic_yaml():
        path.write_text(text, encoding="utf-8")
