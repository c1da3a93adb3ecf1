// The views: the overview, one metric with all its cuts, and the sections.
"use strict";

const CARDS = 12;
// Dimensions whose values are things of their own: a table says more of them than bars.
const LEAGUES = ["landing_page", "page_path", "campaign_id", "live_event_id"];

// --- the overview ---

function cardMetrics() {
  const { grain } = page.state;
  const order = ["missed", "near", "met", "small_sample"];
  const ranked = page.data.scorecard
    .filter((row) => row.period_grain === grain && "target" in row && row.metric_id in page.metrics
      && order.includes(row.status))
    .sort((one, other) => order.indexOf(one.status) - order.indexOf(other.status))
    .map((row) => row.metric_id);
  const others = page.data.leading.filter((name) => {
    const found = page.metrics[name] && cellNow(page.metrics[name]);
    return found && found.number !== null;
  });
  return [...new Set([...ranked, ...others])].slice(0, CARDS).map((name) => page.metrics[name]);
}

// What the scorecard says of the shown cell, where it is the row that the scorecard is about.
function scoreOf(metric) {
  const { grain, cut } = page.state;
  const row = page.scores[`${metric.id} ${grain}`];
  return row && cut === TOTAL && row.period_start === shownStart() ? row : null;
}

function casesOf(found) {
  if (!found || found.denominator === null) return null;
  return text("cases_n", { n: plainNumber(found.denominator, 1) });
}

function card(metric) {
  const found = cellNow(metric);
  const score = scoreOf(metric);
  const made = element("li", { class: "card" },
    element("h2", {}, metricLink(metric)));
  if (!found || found.number === null) {
    made.append(element("p", { class: "missing" }, whyMissing(
      metric, page.state.grain, page.state.cut, page.state.value, shownStart())));
    return made;
  }
  made.append(element("p", { class: "value" }, number(found, metric, "large"), flags(found)));
  for (const comparison of ["previous", "year_ago"]) {
    const mark = changeMark(metric, change(found, comparedCell(found, comparison)),
      compareLabel(comparison));
    made.append(element("p", { class: "line" }, mark
      || element("span", { class: "to" }, `– ${compareLabel(comparison)}`)));
  }
  const rows = points(metric, { series: "" }).filter((row) => row.value !== null && !row.open)
    .slice(-26).map(({ time, value }, place, all) => (
      { time, value, last: place === all.length - 1 }));
  if (rows.length > 1) {
    const place = element("div", { class: "spark", "aria-hidden": "true" });
    made.append(place);
    page.waiting.push(() => draw(place, "spark", rows, {}));
  }
  const end = [];
  if (score && "target" in score) {
    end.push(element("span", {}, `${text("target")} ${shown(metric.unit, score.target)} `,
      statusMark(score.status)));
  }
  const cases = casesOf(found);
  if (cases) end.push(element("span", { class: "cases" }, cases));
  if (end.length) made.append(element("p", { class: "foot" }, end));
  return made;
}

function home() {
  const metrics = cardMetrics();
  const parts = [viewTitle(text("home"))];
  if (!metrics.length) {
    parts.push(element("p", { class: "missing" }, page.data.copy.as_of_date
      ? text("reason_no_rows") : text("empty_copy")));
  }
  parts.push(element("ul", { class: "cards" }, metrics.map(card)));
  const main = page.data.leading.map((name) => page.metrics[name])
    .find((metric) => metric && points(metric, { series: "" }).some((row) => row.value !== null));
  if (main) {
    parts.push(trendOf(main, "main", text("main_trend", { metric: metricName(main) }), 2));
  }
  parts.push(movedPanel());
  if (metrics.length) parts.push(scorecardPanel(metrics, text("cards_table"), true));
  return parts;
}

function movedPanel() {
  const { grain, cut, value } = page.state;
  const start = shownStart();
  const ranked = cut === TOTAL ? page.data.metrics.map((row) => page.metrics[row.id])
    .map((metric) => {
      const moves = movesOf(metric, grain, start);
      const times = moves && moves.unusual[metric.id];
      const now = cellNow(metric, TOTAL, TOTAL);
      const before = comparedCell(now, "previous");
      const found = change(now, before);
      const counts = times && found && !now.small && !before.small;
      const split = counts && moves.previous && moves.previous[metric.id];
      return counts ? { metric, times, now, before, found, split: split && split[0] } : null;
    }).filter(Boolean).sort((one, other) => other.times - one.times).slice(0, 8) : [];
  const title = text("moved_most");
  if (!ranked.length) {
    return panel({ id: "moved", title, level: 2,
      missing: cut === TOTAL ? text("moved_none") : text("of_all", { value: valueName(value) }) });
  }
  const rows = ranked.map((row) => ({
    metric: metricName(row.metric), now: row.now.number, before: row.before.number,
    change: row.found.difference, times: row.times,
    split: row.split ? splitWords(row.metric, row.split, row.found.difference) : null, row,
  }));
  const columns = [
    { key: "metric", label: text("metric"), show: (name, { row }) => metricLink(row.metric) },
    { key: "now", label: text("now"), number: true,
      show: (value, { row }) => number(row.now, row.metric) },
    { key: "before", label: text("before"), number: true,
      show: (value, { row }) => number(row.before, row.metric) },
    { key: "change", label: text("change"), number: true,
      show: (value, { row }) => changeMark(row.metric, row.found) },
    { key: "times", label: text("times_usual"), number: true,
      show: (value) => `${plainNumber(value, 1)} ×` },
    { key: "split", label: text("explained_by"), long: true },
  ];
  const best = ranked.find((row) => row.split);
  return [
    panel({ id: "moved", title, level: 2, columns, rows, note: text("moved_note") }),
    best ? splitPanel(best.metric, best.split, best.now, best.before, 2) : null,
  ];
}

// The largest effects of a split in words.
function splitWords(metric, [dimension, , effects], whole) {
  const values = cutOf(metric, page.state.grain, dimension).values;
  const largest = effects.map(([place, rate, mix = 0]) => ({ place, all: rate + mix }))
    .sort((one, other) => Math.abs(other.all) - Math.abs(one.all)).slice(0, 2)
    .map(({ place, all }) => `${place < 0 ? text("rest") : valueName(values[place])} ${
      shownChange(metric.unit, all)}`);
  return `${dimensionName(dimension)}: ${largest.join(", ")}`;
}

// --- splits and cuts ---

// What moved a metric, by one cut: [dimension, largest excess, [[value, rate, mix], ...]].
function splitPanel(metric, [dimension, , effects], now, before, level) {
  const { grain } = page.state;
  const cut = cutOf(metric, grain, dimension);
  const title = text("split_of",
    { metric: metricName(metric), dimension: dimensionName(dimension) });
  const isQuotient = Boolean(metric.denominator);
  const known = new Map(effects.map(([place, rate, mix = 0]) => [place, { rate, mix }]));
  const places = [...cut.values.keys(), -1].filter((place) => place >= 0 || known.has(-1));
  const rows = places.map((place) => {
    const value = cut.values[place];
    const of = (start) => (place < 0 ? null : cell(metric, grain, dimension, value, start));
    const { rate, mix } = known.get(place) || { rate: 0, mix: 0 };
    const first = of(before.start), last = of(now.start);
    return {
      name: place < 0 ? text("rest") : valueName(value), first, last, rate, mix, whole: rate + mix,
      now: last ? last.number : null, before: first ? first.number : null,
    };
  }).sort((one, other) => Math.abs(other.whole) - Math.abs(one.whole));
  const difference = now.number - before.number;
  const columns = [
    { key: "name", label: dimensionName(dimension) },
    { key: "now", label: text("now"), number: true,
      show: (value, row) => (row.last ? number(row.last, metric) : "") },
    { key: "before", label: text("before"), number: true,
      show: (value, row) => (row.first ? number(row.first, metric) : "") },
    ...(isQuotient ? [
      { key: "rate", label: text("rate"), number: true,
        show: (value) => shownChange(metric.unit, value) },
      { key: "mix", label: text("mix"), number: true,
        show: (value) => shownChange(metric.unit, value) },
    ] : []),
    { key: "whole", label: text("whole"), number: true,
      show: (value) => shownChange(metric.unit, value) },
  ];
  const total = { name: text("everything"), first: before, last: now, now: now.number, before: before.number,
    rate: sum(rows, "rate"), mix: sum(rows, "mix"), whole: difference };
  const kinds = isQuotient ? [["rate", text("rate_effect")], ["mix", text("mix_effect")]]
    : [["rate", text("sum_effect")]];
  const drawn = rows.flatMap((row) => kinds.map(([key, series], place) => ({
    name: row.name, series, value: row[key], whole: row.whole, first: place === 0,
    tip: `${row.name}: ${series} ${shownChange(metric.unit, row[key])}, ${text("whole")} ${
      shownChange(metric.unit, row.whole)}`,
  })));
  return panel({
    id: `split-${metric.id}-${dimension}`.replaceAll(/[^\w-]/g, "-"), title, level, columns,
    rows: [...rows, total],
    note: `${shown(metric.unit, before.number)} → ${shown(metric.unit, now.number)} (${
      shownChange(metric.unit, difference)})${cut.left_out
      ? ` · ${text("left_out", { n: plainNumber(cut.left_out) })}` : ""}`,
    chart: { name: "effects", rows: drawn, options: { unit: metric.unit, isChange: true } },
  });
}

function sum(rows, key) {
  return rows.reduce((all, row) => all + row[key], 0);
}

// A metric by a dimension in the shown period, others beside it.
function cutPanel(id, title, dimension, metrics, level = 2) {
  const [metric] = metrics;
  const { grain, cut, value } = page.state;
  const start = shownStart();
  const found = cutOf(metric, grain, dimension);
  const all = found ? found.values.map((name) => {
    const now = cell(metric, grain, dimension, name, start);
    return { name, shownName: valueName(name), now, before: comparedCell(now, page.state.compare) };
  }).filter((row) => row.now && (row.now.number !== null || (row.before || {}).number)) : [];
  if (!all.length) {
    const missing = whyMissing(metric, grain, dimension, found ? found.values[0] : "", start);
    return panel({ id, title, level, missing });
  }
  all.sort((one, other) => (other.now.number ?? -Infinity) - (one.now.number ?? -Infinity));
  const rows = all.map((row) => ({
    ...row, value: row.now.number, earlier: row.before ? row.before.number : null,
    ...Object.fromEntries(metrics.slice(1).map((other) => [
      other.id, (cell(other, grain, dimension, row.name, start) || {}).number ?? null])),
  }));
  const columns = [
    { key: "shownName", label: dimensionName(dimension) },
    { key: "value", label: metricName(metric), number: true,
      show: (number_, row) => number(row.now, metric) },
    { key: "earlier", label: text(page.state.compare), number: true,
      show: (number_, row) => (row.before ? number(row.before, metric) : "–") },
    ...metrics.slice(1).map((other) => ({
      key: other.id, label: metricName(other), number: true,
      show: (number_, row) => number(cell(other, grain, dimension, row.name, start), other),
    })),
  ];
  const notes = [];
  if (rows.some((row) => row.earlier !== null)) notes.push(text("tick_before"));
  if (found.left_out) notes.push(text("left_out", { n: plainNumber(found.left_out) }));
  if (cut !== TOTAL && cut !== dimension) notes.push(text("of_all", { value: valueName(value) }));
  const drawn = rows.map((row) => ({
    name: row.shownName, value: row.value, before: row.earlier,
    end: Math.max(row.value ?? 0, row.earlier ?? 0, 0), text: shown(metric.unit, row.value),
    tip: `${row.shownName}: ${shown(metric.unit, row.value)} (${compareLabel()}: ${
      shown(metric.unit, row.earlier)})`,
  }));
  const isLeague = LEAGUES.includes(dimension) && metrics.length > 1;
  return panel({ id, title, level, columns, rows, open: metrics.length > 1, wide: isLeague,
    note: (isLeague ? notes.slice(1) : notes).join(" ") || null,
    chart: isLeague ? null : { name: "bars", rows: drawn, options: { unit: metric.unit } } });
}

// --- one metric, with all its cuts ---

function metricView() {
  const metric = page.metrics[page.state.metric];
  const { grain, cut } = page.state;
  const found = cellNow(metric);
  const before = comparedCell(found, page.state.compare);
  const name = metricName(metric);
  const section = page.data.sections.find((of) => of.marts.includes(metric.mart));
  const parts = [
    viewTitle(name, section ? element("a", { href: hashWith({ view: section.name, metric: "" }) },
      named(section.name, "page")) : null),
    element("div", { class: "panel facts" },
      element("p", { class: "value" }, number(found, metric, "large"), flags(found)),
      ["previous", "year_ago"].map((comparison) => {
        const mark = changeMark(metric, change(found, comparedCell(found, comparison)),
          compareLabel(comparison));
        return mark ? element("p", { class: "line" }, mark) : null;
      }),
      element("dl", {}, explained(metric, found), benchmarkOf(metric))),
    trendOf(metric, "trend", text("main_trend", { metric: name }), 2),
    element("h2", {}, text("cuts")),
  ];
  const splits = cut === TOTAL && before ? splitsOf(metric) : [];
  if (splits.length) {
    parts.push(element("p", { class: "note" }, text("cuts_note")));
    parts.push(element("div", { class: "grid" },
      splits.map((split) => splitPanel(metric, split, found, before, 3))));
  } else if (!metric.splittable) {
    parts.push(element("p", { class: "note" }, text("no_split")));
  } else parts.push(element("p", { class: "note" }, text("no_split_period")));
  const done = new Set(splits.map(([dimension]) => dimension));
  const periods = grainOf(metric, grain);
  const cuts = periods ? Object.keys(periods.cuts).filter((name_) => name_ !== TOTAL) : [];
  const rest = cuts.filter((dimension) => !done.has(dimension));
  parts.push(element("div", { class: "grid" }, rest.map((dimension) => cutPanel(
    `cut-${dimension}`.replaceAll(/[^\w-]/g, "-"),
    text("cut_of", { metric: name, dimension: dimensionName(dimension) }), dimension, [metric],
    3))));
  if (!cuts.length) parts.push(element("p", { class: "missing" }, text("no_cuts")));
  return parts;
}

function splitsOf(metric) {
  const moves = movesOf(metric, page.state.grain, shownStart());
  const of = moves && moves[page.state.compare];
  return (of && of[metric.id]) || [];
}

function benchmarkOf(metric) {
  const row = page.scores[`${metric.id} ${page.state.grain}`];
  if (!row || !("benchmark" in row)) return [];
  return [element("dt", {}, text("benchmark")), element("dd", {}, own(
    `${shown(metric.unit, row.benchmark)}, ${row.benchmark_year}: ${row.benchmark_source}`))];
}

// --- sections ---

function sectionView(section) {
  const metrics = page.data.metrics.map((row) => page.metrics[row.id])
    .filter((metric) => section.marts.includes(metric.mart));
  const parts = [viewTitle(named(section.name, "page"))];
  const isOff = metrics.length && metrics.every(
    (metric) => !Object.keys(page.marts[metric.mart].grains).length);
  if (isOff) return [...parts, element("p", { class: "missing" }, text("reason_no_rows"))];
  parts.push(element("div", { class: "grid" },
    section.panels.map((of) => sectionPanel(of)).flat().filter(Boolean)));
  if (metrics.length) parts.push(scorecardPanel(metrics));
  return parts;
}

function scorecardPanel(metrics, title = text("scorecard"), closed = false) {
  const rows = metrics.map((metric) => {
    const found = cellNow(metric);
    const score = scoreOf(metric);
    const previous = comparedCell(found, "previous");
    const year = comparedCell(found, "year_ago");
    return { metric, found, score, name: metricName(metric),
      now: found ? found.number : null, cases: found ? found.denominator : null,
      previous: change(found, previous), year: change(found, year),
      target: score && "target" in score ? score.target : null,
      status: score && score.status in STATUS_SIGNS ? text(score.status) : null };
  });
  const columns = [
    { key: "name", label: text("metric"), show: (name, row) => metricLink(row.metric) },
    { key: "now", label: text("now"), number: true, show: (value, row) => [
      number(row.found, row.metric), ...flags(row.found)] },
    { key: "previous", label: text("to_previous"), number: true,
      raw: (row) => (row.previous ? row.previous.difference : null),
      show: (value, row) => changeMark(row.metric, value) || "–" },
    { key: "year", label: text("to_year"), number: true,
      raw: (row) => (row.year ? row.year.difference : null),
      show: (value, row) => changeMark(row.metric, value) || "–" },
    { key: "target", label: text("target"), number: true,
      show: (value, row) => (value === null ? "–" : [
        `${shown(row.metric.unit, value)} `, statusMark(row.score.status)]) },
    { key: "cases", label: text("cases"), number: true,
      show: (value) => (value === null ? "–" : plainNumber(value, 1)) },
  ];
  return panel({ id: "scorecard", title, level: 2, columns, rows, closed });
}

function sectionPanel(of) {
  const title = text(of.title);
  const id = `panel-${of.title}`;
  if (of.kind === "picture") return picturePanel(id, title, of);
  if (of.kind === "steps") return stepsPanel(id, title, of);
  const metrics = of.metrics.map((name) => page.metrics[name]).filter(Boolean);
  if (!metrics.length) return null;
  if (of.kind === "cut") return cutPanel(id, title, of.dimension, metrics);
  const lists = metrics.map((metric) => ({
    name: metricName(metric), metric, rows: points(metric, { series: metricName(metric) }) }));
  if (metrics.length === 1 && !of.reference) return trendOf(metrics[0], id, title, 2);
  if (of.reference && of.reference in page.metrics) {
    const gap = page.metrics[of.reference];
    const name = text("benchmark_line");
    // The gap is the metric less the benchmark, so that the benchmark is the metric less the gap.
    const rows = lists[0].rows.map((row) => {
      const other = cell(gap, page.state.grain, page.state.cut, page.state.value, row.start);
      const value = other && other.number !== null && row.value !== null
        ? row.value - other.number : null;
      return { ...row, series: name, value, open: false,
        tip: `${name}: ${shown(metrics[0].unit, value)}` };
    });
    if (rows.some((row) => row.value !== null)) lists.push({ name, metric: metrics[0], rows });
  }
  return linesPanel(id, title, lists, 2);
}

function barsPanel(id, title, columns, rows, note) {
  return panel({ id, title, columns, rows, note,
    chart: { name: "bars", rows: rows.map((row) => row.bar), options: {} } });
}

function stepsPanel(id, title, of) {
  const mart = page.marts[of.mart];
  const { grain, cut, value } = page.state;
  const periods = mart && mart.grains[grain];
  const start = shownStart();
  const place = periods ? periods.at.get(start) : undefined;
  const leading = page.data.metrics.find((metric) => metric.mart === of.mart);
  const at = periods && periods.cuts[cut];
  const row = at ? at.values.indexOf(value) : -1;
  if (place === undefined || row < 0 || place < at.first) {
    return panel({ id, title,
      missing: whyMissing(page.metrics[leading.id], grain, cut, value, start) });
  }
  const rows = of.parts.map((name) => ({
    name: named(name, "columns"), value: at.series[row][mart.place[name]][place - at.first] }));
  return barsPanel(id, title, [
    { key: "name", label: text("step", {}, "columns") },
    { key: "value", label: text("cases"), number: true },
  ], withLosses(rows));
}

// Each step with what is left of the one before and what was lost.
function withLosses(rows) {
  return rows.map((row, place) => {
    const before = place ? rows[place - 1].value : null;
    const share = before ? shown("percent", 100 * row.value / before) : null;
    const lost = before !== null && row.value !== null ? before - row.value : null;
    const words = [plainNumber(row.value ?? 0)];
    if (share) words.push(text("of_before", { share }), text("lost", { n: plainNumber(lost) }));
    return { ...row, bar: { name: row.name, value: row.value, end: row.value,
      text: words.slice(0, 2).join(" · "), tip: `${row.name}: ${words.join(" · ")}` } };
  });
}
