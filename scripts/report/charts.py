"""The charts of the report as Vega-Lite specifications, made with Altair.

A specification names its rows and colours and holds neither: the page fills `rows` (and `marks`)
and its style sheet gives the colours, so that a chart is light, dark or printed as the page is.
Field names are short because the page makes the rows: name (a category), series, time, value,
text (written beside a mark), tip (what is told on hover).
"""

from typing import Any

import altair as alt
import vl_convert

ROWS, MARKS = alt.NamedData("rows"), alt.NamedData("marks")
COLOURS = [f"var(--c{number})" for number in range(1, 9)]
SHAPES = ["circle", "square", "triangle-up", "diamond", "cross", "triangle-down", "triangle-right",
          "triangle-left"]
DASHES = [[1, 0], [6, 3], [2, 2], [8, 3, 2, 3], [4, 4], [1, 3], [10, 3], [3, 1]]
INK, MUTED, GRID, MARK = "var(--ink)", "var(--muted)", "var(--grid)", "var(--mark)"
STEP = 28

# The page writes the legend: it wraps on a phone, and a screen reader reads it.
SERIES = {
    "color": alt.Color("series:N", scale=alt.Scale(range=COLOURS), sort=None, legend=None),
    "shape": alt.Shape("series:N", scale=alt.Scale(range=SHAPES), sort=None, legend=None),
}
TIP = alt.Tooltip("tip:N")
NUMBERS = alt.Axis(title=None, formatType="asNumber", format="", tickCount=5)
ZERO = alt.XDatum(0, axis=NUMBERS)
TIMES = alt.Axis(title=None, formatType="asTime", format="", grid=False, labelOverlap=True,
                 tickCount=7)
TIME = alt.X("time:T", scale=alt.Scale(type="utc"), axis=TIMES)
NAMES = alt.Axis(title=None, ticks=False, domain=False, grid=False)


def trend() -> alt.LayerChart:
    """Lines over time with the marks of the calendar behind them."""
    marks = alt.Chart(MARKS)
    lines = alt.Chart(ROWS)
    value = alt.Y("value:Q", axis=NUMBERS, scale=alt.Scale(zero=False, nice=True))
    return alt.layer(
        marks.mark_rect(color=MARK, opacity=0.16).encode(
            x=alt.X("start:T", scale=alt.Scale(type="utc"), axis=TIMES), x2="end:T", tooltip=TIP
        ),
        marks.mark_rule(color=MARK, strokeDash=[3, 3]).encode(
            x=alt.X("start:T", scale=alt.Scale(type="utc"), axis=TIMES), tooltip=TIP
        ),
        marks.mark_text(color=MUTED, baseline="bottom", dy=-3, fontSize=11).encode(
            x=alt.X("start:T", scale=alt.Scale(type="utc"), axis=TIMES), y=alt.value(0),
            text="number:N",
            tooltip=TIP,
        ),
        lines.mark_line(strokeWidth=2).encode(
            x=TIME,
            y=value,
            color=SERIES["color"],
            strokeDash=alt.StrokeDash(
                "series:N", scale=alt.Scale(range=DASHES), sort=None, legend=None
            ),
        ),
        lines.mark_point(size=26, strokeWidth=1.6, opacity=1).encode(
            x=TIME,
            y=value,
            color=SERIES["color"],
            shape=SERIES["shape"],
            # An unfinished period is an empty point.
            fill=alt.condition("datum.open", alt.value("var(--panel)"), alt.value(None)),
            tooltip=TIP,
        ).transform_filter("datum.point"),
    ).properties(height=240)


def spark() -> alt.LayerChart:
    """A small line without axes, and its last point."""
    lines = alt.Chart(ROWS).encode(
        x=alt.X("time:T", scale=alt.Scale(type="utc"), axis=None),
        y=alt.Y("value:Q", scale=alt.Scale(zero=False), axis=None),
    )
    return alt.layer(
        lines.mark_line(color=COLOURS[0], strokeWidth=1.6),
        lines.mark_point(color=COLOURS[0], fill=COLOURS[0], size=22).transform_filter("datum.last"),
    ).properties(height=34)


def bars() -> alt.LayerChart:
    """Values by name, with a tick at the value of the time before."""
    base = alt.Chart(ROWS).encode(y=alt.Y("name:N", sort=None, axis=NAMES))
    amount = alt.X("value:Q", axis=None)
    return alt.layer(
        base.mark_bar(color=COLOURS[0], height={"band": 0.62}).encode(x=amount, tooltip=TIP),
        base.mark_tick(color=INK, thickness=2, height=18).encode(
            x=alt.X("before:Q", axis=None), tooltip=TIP
        ),
        base.mark_text(align="left", dx=6, color=INK).encode(
            x=alt.X("end:Q", axis=None), text="text:N", tooltip=TIP
        ),
    ).properties(height=alt.Step(STEP))


def pairs() -> alt.LayerChart:
    """Two amounts by name, the second one inside of the first."""
    base = alt.Chart(ROWS).encode(y=alt.Y("name:N", sort=None, axis=NAMES))
    return alt.layer(
        base.mark_bar(color=COLOURS[0], opacity=0.3, height={"band": 0.7}).encode(
            x=alt.X("value:Q", axis=None), tooltip=TIP
        ),
        base.mark_bar(color=COLOURS[0], height={"band": 0.34}).encode(
            x=alt.X("second:Q", axis=None), tooltip=TIP
        ),
        base.mark_text(align="left", dx=6, color=INK).encode(
            x=alt.X("end:Q", axis=None), text="text:N", tooltip=TIP
        ),
    ).properties(height=alt.Step(STEP))


def effects() -> alt.LayerChart:
    """What moved a total: rate and mix of each value on both sides of nothing."""
    base = alt.Chart(ROWS).encode(y=alt.Y("name:N", sort=None, axis=NAMES))
    return alt.layer(
        base.mark_bar(height={"band": 0.62}).encode(
            x=alt.X("value:Q", axis=NUMBERS, stack="zero"),
            color=SERIES["color"],
            tooltip=TIP,
        ),
        base.mark_tick(color=INK, thickness=2.5, height=20).encode(
            x=alt.X("whole:Q", axis=NUMBERS), tooltip=TIP
        ).transform_filter("datum.first && datum.whole != 0"),
        alt.Chart(ROWS).mark_rule(color=MUTED).encode(x=ZERO),
    ).properties(height=alt.Step(STEP))


def shares() -> alt.Chart:
    """Parts of a whole by name, in their order."""
    return alt.Chart(ROWS).mark_bar(stroke="var(--panel)", strokeWidth=1).encode(
        x=alt.X("name:N", sort=None, axis=alt.Axis(title=None, labelAngle=0, labelOverlap=True,
                                                   ticks=False, domain=False)),
        y=alt.Y("value:Q", stack="normalize",
                axis=alt.Axis(title=None, formatType="asShare", format="", tickCount=5)),
        color=SERIES["color"],
        order=alt.Order("order:Q"),
        tooltip=TIP,
    ).properties(height=240)


def shares_by_name() -> alt.Chart:
    """The same with a line per name, for names that are long."""
    return alt.Chart(ROWS).mark_bar(stroke="var(--panel)", strokeWidth=1).encode(
        y=alt.Y("name:N", sort=None, axis=NAMES),
        x=alt.X("value:Q", stack="normalize",
                axis=alt.Axis(title=None, formatType="asShare", format="", tickCount=5)),
        color=SERIES["color"],
        order=alt.Order("order:Q"),
        tooltip=TIP,
    ).properties(height=alt.Step(STEP))


def columns() -> alt.Chart:
    """Upright bars by name, in groups where there are several series."""
    return alt.Chart(ROWS).mark_bar().encode(
        x=alt.X("name:N", sort=None, axis=alt.Axis(title=None, labelAngle=0, ticks=False)),
        xOffset=alt.XOffset("series:N", sort=None),
        y=alt.Y("value:Q", axis=NUMBERS),
        color=SERIES["color"],
        tooltip=TIP,
    ).properties(height=220)


def scores() -> alt.Chart:
    """Upright bars by score, coloured by the band of the score."""
    return alt.Chart(ROWS).mark_bar().encode(
        x=alt.X("name:N", sort=None, axis=alt.Axis(title=None, labelAngle=0, ticks=False)),
        y=alt.Y("value:Q", axis=NUMBERS),
        color=SERIES["color"],
        tooltip=TIP,
    ).properties(height=220)


def heat() -> alt.LayerChart:
    """Two categories, the value as depth of colour and as text."""
    base = alt.Chart(ROWS).encode(
        x=alt.X("column:N", sort=None, axis=alt.Axis(title=None, labelAngle=0, ticks=False,
                                                     domain=False, orient="top")),
        y=alt.Y("name:N", sort=None, axis=NAMES),
    )
    return alt.layer(
        base.mark_rect(color=COLOURS[0], stroke="var(--panel)", strokeWidth=2).encode(
            opacity=alt.Opacity("value:Q", scale=alt.Scale(range=[0.06, 0.5]), legend=None),
            tooltip=TIP,
        ),
        base.mark_text(color=INK, fontSize=11).encode(text="text:N", tooltip=TIP),
    ).properties(height=alt.Step(24))


def intervals() -> alt.LayerChart:
    """Estimates with their intervals beside nothing; the state is colour and shape."""
    base = alt.Chart(ROWS).encode(
        y=alt.Y("name:N", sort=None, axis=NAMES), color=SERIES["color"], tooltip=TIP
    )
    return alt.layer(
        alt.Chart(ROWS).mark_rule(color=MUTED, strokeDash=[3, 3]).encode(x=ZERO),
        base.mark_rule(strokeWidth=2).encode(x=alt.X("lower:Q", axis=NUMBERS), x2="upper:Q"),
        base.mark_point(filled=True, size=70, opacity=1).encode(
            x=alt.X("value:Q", axis=NUMBERS), shape=SERIES["shape"]
        ),
    ).properties(height=alt.Step(STEP))


def growth() -> alt.LayerChart:
    """Lines over the days since something began."""
    base = alt.Chart(ROWS).encode(
        x=alt.X("step:Q", axis=alt.Axis(title=None, grid=False, formatType="asCount", format="")),
        y=alt.Y("value:Q", axis=NUMBERS),
        color=SERIES["color"],
    )
    return alt.layer(
        base.mark_line(strokeWidth=2),
        base.mark_point(size=26, opacity=1).encode(shape=SERIES["shape"], tooltip=TIP),
    ).properties(height=240)


CHARTS = (trend, spark, bars, pairs, effects, shares, shares_by_name, columns, scores, heat,
          intervals, growth)


def specifications() -> dict[str, Any]:
    """All charts by name, with what they share."""
    return {chart.__name__: _specification(chart()) for chart in CHARTS}


def _specification(chart: Any) -> dict[str, Any]:
    """A chart as wide as its place; its text cannot be told twice to a screen reader."""
    axis = {
        "labelColor": MUTED, "labelFontSize": 12, "labelPadding": 6, "gridColor": GRID,
        "domainColor": GRID, "tickColor": GRID,
    }
    found = (
        chart.properties(
            width="container", padding=2,
            autosize=alt.AutoSizeParams(type="fit-x", contains="padding"),
        )
        .configure(customFormatTypes=True, background="transparent", aria=False,
                   font="system-ui, sans-serif")
        .configure_view(stroke=None)
        .configure_axis(**axis)
        .configure_axisY(domain=False, ticks=False)
    )
    return found.to_dict()


def runtime() -> str:
    """Vega, Vega-Lite and Vega-Embed as one script that needs nothing else."""
    return vl_convert.javascript_bundle("window.vegaEmbed = vegaEmbed;")
