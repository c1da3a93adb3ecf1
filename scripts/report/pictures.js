// Pictures: rows of queries of their own, each drawn as fits it.
"use strict";

const WIDE = ["words", "posts", "campaigns", "cohorts", "lift", "experiments", "faults",
  "changed_vars"];
// What becomes of a raw row, the best first.
const OUTCOMES = ["kept", "superseded", "deleted", "rejected"];

function picturePanel(id, title, of) {
  const source = page.data.pictures[of.picture];
  if (source.missing) return panel({ id, title, missing: text(`reason_${source.missing}`) });
  let rows = source.rows.map((row) => Object.fromEntries(
    source.columns.map((name, place) => [name, row[place]])));
  let names = source.columns;
  if (names.includes("period_grain")) {
    const { grain } = page.state;
    const start = shownStart();
    if (!rows.some((row) => row.period_grain === grain)) {
      return panel({ id, title, missing: text("reason_cut_grain", { grain: grainWord(grain) }) });
    }
    rows = rows.filter((row) => row.period_grain === grain && row.period_start === start);
    if (!rows.length) return panel({ id, title, missing: text("reason_no_period") });
    names = names.filter((name) => !["period_grain", "period_start"].includes(name));
  }
  const columns = names.map((name) => ({
    key: name, label: named(name, name in page.texts.columns ? "columns" : "dimensions"),
    number: rows.some((row) => typeof row[name] === "number"), about: source.comments[name],
    show: (value) => own(pictureValue(name, value)),
  }));
  const drawing = PICTURES[of.picture] || (() => null);
  const notes = [];
  if (page.state.cut !== TOTAL && names !== source.columns) {
    notes.push(text("of_all", { value: valueName(page.state.value) }));
  }
  return drawing(id, title, columns, rows, notes.join(" ") || null)
    || panel({ id, title, columns, rows, note: notes.join(" ") || null,
      wide: WIDE.includes(of.picture) });
}

const MONTHS_OF = ["month_start", "cohort_month"];
const NAMED = ["engagement_level", "verdict", "trigger_kind", "rfm_segment", "person_rule",
  "compared_with", "method", "reason"];
const PLAIN = ["conflict_type", "fact", "outcome", "metric", "channel", "raw_table"];

function pictureValue(name, value) {
  if (value === null || value === undefined) return "–";
  if (MONTHS_OF.includes(name)) return shownPeriod("month", value);
  if (NAMED.includes(name)) return named(value, "values");
  if (name === "lateness") return shownLateness(value);
  if (name === "published_at") return shownDay(value.slice(0, 10));
  if (name === "outcome" && value in page.texts.columns) return named(value, "columns");
  if (PLAIN.includes(name)) return value in page.metrics ? partName(value) : plainName(value);
  if (/net_revenue/.test(name)) return shown("currency", value);
  return plainText(value);
}

// The panel of a picture; a picture that is not here is a table.
const PICTURES = {
  funnel(id, title, columns, rows, note) {
    const funnels = [...new Set(rows.map((row) => row.funnel))];
    return funnels.map((funnel) => {
      const steps = rows.filter((row) => row.funnel === funnel)
        .map((row) => ({ ...row, name: `${row.step}. ${row.step_name}`, value: row.sessions }));
      return barsPanel(`${id}-${funnel}`.replaceAll(/[^\w-]/g, "-"), `${title}: ${funnel}`,
        columns.filter((of) => of.key !== "funnel"), withLosses(steps), note);
    });
  },
  cohorts(id, title, columns, rows) {
    const drawn = rows.filter((row) => row.month_offset > 0).map((row) => ({
      name: pictureValue("cohort_month", row.cohort_month), column: row.month_offset,
      value: row.retention_rate,
      text: row.retention_rate === null ? "" : plainNumber(row.retention_rate),
      tip: `${pictureValue("cohort_month", row.cohort_month)}, +${row.month_offset}: ${
        shown("percent", row.retention_rate)} (${plainNumber(row.retained_customers)} / ${
        plainNumber(row.cohort_customers)})${row.is_complete ? "" : ` (${text("unfinished")})`}`,
    }));
    return panel({ id, title, columns, rows, wide: true,
      chart: { name: "heat", rows: drawn, options: { unit: "percent" } } });
  },
  post_reading(id, title, columns, rows) {
    const drawn = rows.map((row) => ({ series: row.post_id, step: row.days_since,
      value: row.interactions,
      tip: `${row.post_id}, +${row.days_since}: ${plainNumber(row.interactions ?? 0)}` }));
    return panel({ id, title, columns, rows, note: text("days_since", {}, "columns"),
      chart: { name: "growth", rows: drawn } });
  },
  events(id, title, columns, rows) {
    const drawn = rows.map((row) => ({
      name: row.event_date ? `${row.event} · ${shownTick("day", ms(row.event_date))}` : row.event,
      value: row.active_registrations,
      second: row.is_over ? row.check_ins : null,
      end: Math.max(row.active_registrations || 0, row.check_ins || 0),
      text: row.is_over ? text("came", { n: plainNumber(row.check_ins || 0),
        of: plainNumber(row.active_registrations || 0) }) : text("planned"),
      tip: `${row.event}, ${plainText(row.event_date)}: ${plainNumber(row.active_registrations
        || 0)} / ${row.is_over ? plainNumber(row.check_ins || 0) : "–"}`,
    }));
    return panel({ id, title, columns, rows, chart: { name: "pairs", rows: drawn } });
  },
  nps_scores(id, title, columns, rows, note) {
    if (!rows.some((row) => row.responses)) {
      return panel({ id, title, missing: text("reason_no_cases",
        { part: partName("nps_responses") }) });
    }
    const band = (score) => text(score >= 9 ? "promoters" : score >= 7 ? "passives" : "detractors");
    const drawn = rows.map((row) => ({ name: String(row.score), series: band(row.score),
      value: row.responses,
      tip: `${row.score}: ${plainNumber(row.responses)} (${shown("percent", row.share)})` }));
    return panel({ id, title, columns, rows, note, chart: { name: "scores", rows: drawn,
      options: { colours: ["var(--c2)", "var(--c5)", "var(--c1)"] } } });
  },
  levels(id, title, columns, rows) {
    const order = ["fully_engaged", "engaged", "indifferent", "actively_disengaged"];
    const rank = (row) => (order.indexOf(row.engagement_level) + 9) % 9;
    const sorted = [...rows].sort((one, other) => one.month_start.localeCompare(other.month_start)
      || rank(one) - rank(other));
    const whole = new Map();
    sorted.forEach((row) => whole.set(row.month_start,
      (whole.get(row.month_start) || 0) + row.customers));
    const drawn = sorted.map((row) => ({
      name: shownTick("month", ms(row.month_start)), value: row.customers, order: rank(row),
      series: named(row.engagement_level, "values"),
      tip: `${pictureValue("month_start", row.month_start)}, ${named(row.engagement_level,
        "values")}: ${plainNumber(row.customers)} (${shown("percent",
        100 * row.customers / whole.get(row.month_start))})`,
    }));
    return panel({ id, title, columns, rows: sorted, chart: { name: "shares", rows: drawn,
      options: { colours: ["var(--c1)", "var(--c6)", "var(--c8)", "var(--c2)"] } } });
  },
  backtest(id, title, columns, rows) {
    const kinds = [["active_customers", "c1"], ["buyers", "c2"]];
    const drawn = rows.flatMap((row) => kinds.map(([key]) => ({
      name: row.decile, series: text(key, {}, "columns"), value: 100 * row[key] / row.customers,
      tip: `${row.decile}: ${text(key, {}, "columns")} ${shown("percent",
        100 * row[key] / row.customers)} (${plainNumber(row[key])} / ${
        plainNumber(row.customers)})`,
    })));
    return panel({ id, title, columns, rows, chart: { name: "columns", rows: drawn,
      options: { unit: "percent" } } });
  },
  backtest_months(id, title, columns, rows) {
    return panel({ id, title, columns, rows, note: text("backtest_note") });
  },
  segments(id, title, columns, rows) {
    return barsPanel(id, title, columns, rows.map((row) => ({ ...row,
      bar: bar(pictureValue("rfm_segment", row.rfm_segment), row.customers) })));
  },
  triggers(id, title, columns, rows) {
    return barsPanel(id, title, columns, rows.map((row) => ({ ...row,
      bar: bar(pictureValue("trigger_kind", row.trigger_kind), row.people) })));
  },
  conflicts(id, title, columns, rows) {
    return barsPanel(id, title, columns, rows.map((row) => ({ ...row,
      bar: bar(pictureValue("conflict_type", row.conflict_type), row.cases) })));
  },
  lift(id, title, columns, rows) {
    const kept = rows.filter((row) => row.difference !== null && row.outcome === "net_revenue");
    const drawn = kept.map((row) => ({
      name: `${pictureValue("compared_with", row.compared_with)} · ${
        pictureValue("method", row.method)} · ${text("n_days", { n: row.window_days })}`,
      series: pictureValue("verdict", row.verdict), value: row.difference,
      lower: row.difference_lower, upper: row.difference_upper,
      tip: `${shown("currency", row.difference)} [${shown("currency", row.difference_lower)}; ${
        shown("currency", row.difference_upper)}] · ${pictureValue("verdict", row.verdict)}`,
    }));
    const chart = drawn.length
      ? { name: "intervals", rows: drawn, options: { unit: "currency" } } : null;
    return panel({ id, title, columns, rows, note: text("lift_note"), chart, wide: true });
  },
  experiments(id, title, columns, rows) {
    const kept = rows.filter((row) => row.difference !== null && row.metric === rows[0].metric);
    const drawn = kept.map((row) => ({
      name: `${row.experiment_id} · ${row.variant} · ${text("n_days", { n: row.window_days })}`,
      series: text(row.difference_lower > 0 || row.difference_upper < 0 ? "is_sure"
        : "holds_zero"), value: row.difference, lower: row.difference_lower,
      upper: row.difference_upper, tip: `${plainNumber(row.difference, 2)} [${
        plainNumber(row.difference_lower, 2)}; ${plainNumber(row.difference_upper, 2)}]`,
    }));
    return panel({ id, title, columns, rows, wide: true,
      note: pictureValue("metric", rows[0].metric),
      chart: drawn.length ? { name: "intervals", rows: drawn } : null });
  },
  coverage(id, title, columns, rows) {
    const order = ["own", "linked", "session", "shared", "unlinked", "none"];
    const rank = (row) => (order.indexOf(row.person_rule) + 9) % 9;
    const sorted = [...rows].sort((one, other) => one.fact.localeCompare(other.fact)
      || rank(one) - rank(other));
    const drawn = sorted.map((row) => ({ name: pictureValue("fact", row.fact), value: row.rows,
      order: rank(row), series: pictureValue("person_rule", row.person_rule),
      tip: `${pictureValue("fact", row.fact)}, ${pictureValue("person_rule", row.person_rule)}: ${
        plainNumber(row.rows)}` }));
    return panel({ id, title, columns, rows: sorted,
      chart: { name: "shares_by_name", rows: drawn } });
  },
  lateness(id, title, columns, rows) {
    return latenessPanel(id, title, columns, rows, "raw_table", "shares_by_name");
  },
  lateness_months(id, title, columns, rows) {
    return latenessPanel(id, title, columns, rows, "month_start", "shares");
  },
  rejects(id, title, columns, rows) {
    const drawn = rows.flatMap((row) => OUTCOMES.map((outcome, order) => ({
      name: pictureValue("raw_table", row.raw_table), value: row[outcome], order,
      series: named(outcome, "columns"),
      tip: `${pictureValue("raw_table", row.raw_table)}, ${named(outcome, "columns")}: ${
        plainNumber(row[outcome])} (${shown("percent", 100 * row[outcome] / row.raw_rows)})`,
    })));
    return panel({ id, title, columns, rows, note: text("rejects_note"),
      chart: { name: "shares_by_name", rows: drawn } });
  },
  faults(id, title, columns, rows) {
    return panel({ id, title, columns, rows, note: text("faults_note"), wide: true });
  },
  changed_vars(id, title, columns, rows) {
    return panel({ id, title, columns, rows, note: text("changed_vars_note"), wide: true });
  },
};

// Shares of the rows by how late they came.
function latenessPanel(id, title, columns, rows, key, chart) {
  const rank = (row) => (row.lateness === "unknown" ? Infinity : parseInt(row.lateness, 10));
  const sorted = [...rows].sort((one, other) => one[key].localeCompare(other[key])
    || rank(one) - rank(other));
  const order = [...new Set([...sorted].sort((one, other) => rank(one) - rank(other))
    .map((row) => row.lateness))];
  const names = [...new Set(sorted.map((row) => row[key]))];
  // Also what is 0: so every bar and the legend have one order.
  const drawn = names.flatMap((name) => {
    const of = Object.fromEntries(sorted.filter((row) => row[key] === name)
      .map((row) => [row.lateness, row.rows]));
    const whole = Object.values(of).reduce((all, value) => all + value, 0);
    return order.map((lateness, place) => ({
      name: chart === "shares" ? shownTick("month", ms(name)) : pictureValue(key, name),
      value: of[lateness] || 0, order: place, series: shownLateness(lateness),
      tip: `${pictureValue(key, name)}, ${shownLateness(lateness)}: ${
        plainNumber(of[lateness] || 0)} (${shown("percent", 100 * (of[lateness] || 0) / whole)})`,
    }));
  });
  return panel({ id, title, columns, rows: sorted, note: text("lateness_note"),
    chart: { name: chart, rows: drawn } });
}

function shownLateness(value) {
  if (value === "unknown") return text("late_unknown");
  return value.endsWith(" or more") ? text("late_more", { n: parseInt(value, 10) })
    : text("n_days", { n: value.replace("-", "–") });
}

function bar(name, value) {
  return { name, value, end: value, text: plainNumber(value),
    tip: `${name}: ${plainNumber(value)}` };
}
