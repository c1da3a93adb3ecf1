"""The metrics of all tables one below the other (docs/definitions.md, Metrics and their parts)."""

import polars as pl

from scripts.warehouse import PROJECT_ROOT

from .reference import read_seed
from .settings import Settings
from .shapes import MARTS

CATALOG = PROJECT_ROOT / "seeds" / "reference" / "metric_catalog.csv"
PART = pl.Decimal(38, 14)
ROW = ("period_grain", "period_start", "dimension", "dimension_value")


def metric_values(frames: dict[str, pl.DataFrame], settings: Settings) -> pl.DataFrame:
    """One row per built metric of the catalog and row of its table; of retention one basis counts.

    A metric of no period is left out [lift-verdict].
    """
    basis = pl.col("basis") == settings.churn_basis
    tables = {**frames, "customer_retention": frames["customer_retention"].filter(basis)}
    mart = MARTS["metric_values"]
    values = [
        metric_rows(tables[metric["mart"]], metric)
        for metric in read_seed(CATALOG)
        if metric["is_built"] == "true" and ROW[0] in MARTS[metric["mart"]].columns
    ]
    is_small_sample = pl.col("denominator") < settings.small_sample_size
    return (
        pl.concat(values)
        .with_columns(is_small_sample=is_small_sample.fill_null(False))
        .select(*mart.columns)
        .sort(mart.key)
    )


def metric_rows(table: pl.DataFrame, metric: dict[str, str]) -> pl.DataFrame:
    """A metric with its parts; one that is no quotient of two has neither [metric-parts]."""
    numerator, denominator = (
        pl.col(metric[part]) if metric[part] else pl.lit(None)
        for part in ("numerator", "denominator")
    )
    return table.select(
        *ROW,
        "is_complete",
        metric_id=pl.lit(metric["metric_id"]),
        numerator=numerator.cast(PART),
        denominator=denominator.cast(PART),
        value=pl.col(metric["metric_id"]).cast(pl.Float64),
    )
