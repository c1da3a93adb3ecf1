// The views of the page, its choices, and the address that remembers them.
"use strict";

const DEFAULTS = {
  view: "home", grain: "", period: "", compare: "previous", cut: TOTAL, value: TOTAL, metric: "",
  lang: "", theme: "auto",
};
const LANGUAGES = { en: "English", zh: "中文", ru: "Русский" };
const SHOWN_PERIODS = { day: 92, week: 53, month: 25, quarter: 16, year: 12 };
const CARDS = 12;
// Dimensions whose values are things of their own: a table says more of them than bars.
const LEAGUES = ["landing_page", "page_path", "campaign_id", "live_event_id"];
const WIDE = ["words", "posts", "campaigns", "cohorts", "lift", "experiments"];

// --- the state and the address ---

function hashWith(changes) {
  const state = { ...page.state, ...changes };
  const kept = Object.entries(state).filter(([key, value]) => value && value !== DEFAULTS[key]);
  return `#${new URLSearchParams(kept)}`;
}

function readHash() {
  const asked = Object.fromEntries(new URLSearchParams(location.hash.slice(1)));
  const state = { ...DEFAULTS };
  for (const key of Object.keys(DEFAULTS)) if (asked[key]) state[key] = asked[key];
  if (!(state.lang in LANGUAGES)) {
    const wanted = (navigator.language || "en").slice(0, 2);
    state.lang = wanted in LANGUAGES ? wanted : "en";
  }
  const grains = knownGrains();
  if (!grains.includes(state.grain)) {
    state.grain = grains.includes("month") ? "month" : grains[0] || "month";
  }
  if (!["previous", "year_ago"].includes(state.compare)) state.compare = "previous";
  if (!["auto", "light", "dark"].includes(state.theme)) state.theme = "auto";
  if (!periodsOf(state.grain).includes(state.period)) state.period = "";
  const values = valuesOf(state.cut);
  if (state.cut !== TOTAL && !values.length) state.cut = TOTAL;
  if (state.cut === TOTAL) state.value = TOTAL;
  else if (!values.includes(state.value)) [state.value] = values;
  const views = ["home", "metric", ...page.data.sections.map((section) => section.name)];
  if (!views.includes(state.view)) state.view = "home";
  if (state.view === "metric" && !(state.metric in page.metrics)) state.view = "home";
  return state;
}

function knownGrains() {
  return GRAINS.filter((grain) => page.data.marts.some((mart) => mart.grains[grain]));
}

// The periods up to the as-of date, in which at least one table has a row.
function periodsOf(grain) {
  const found = new Set();
  for (const mart of page.data.marts) {
    if (mart.grains[grain]) mart.grains[grain].periods.forEach((start) => found.add(start));
  }
  const last = page.data.copy.as_of_date;
  return [...found].filter((start) => !last || start <= last).sort();
}

function isOver(grain, start) {
  const last = page.data.copy.as_of_date;
  return Boolean(last) && periodEnd(grain, start) <= last;
}

// The period that is shown: the chosen one, or the latest that is over.
function shownStart() {
  const { grain, period } = page.state;
  if (period) return period;
  const over = periodsOf(grain).filter((start) => isOver(grain, start));
  return over.length ? over[over.length - 1] : periodsOf(grain).at(-1) || "";
}

function dimensions() {
  const tables = {};
  for (const mart of page.data.marts) {
    const names = new Set(Object.values(mart.grains).flatMap((grain) => Object.keys(grain.cuts)));
    names.forEach((name) => { tables[name] = (tables[name] || 0) + 1; });
  }
  delete tables[TOTAL];
  const first = ["brand", "customer_segment", "country"];
  const rank = (name) => (first.includes(name) ? first.indexOf(name) : 99);
  return Object.keys(tables).sort((one, other) => rank(one) - rank(other)
    || tables[other] - tables[one] || dimensionName(one).localeCompare(dimensionName(other)));
}

function valuesOf(dimension) {
  if (dimension === TOTAL) return [];
  const found = new Set();
  for (const mart of page.data.marts) {
    for (const grain of Object.values(mart.grains)) {
      if (grain.cuts[dimension]) grain.cuts[dimension].values.forEach((value) => found.add(value));
    }
  }
  return [...found].sort((one, other) => (one === "(none)") - (other === "(none)")
    || one.localeCompare(other));
}

// The cell of a metric in the shown period and cut.
function cellNow(metric, dimension = page.state.cut, value = page.state.value) {
  return cell(metric, page.state.grain, dimension, value, shownStart());
}

function subtitle() {
  const { grain, cut, value } = page.state;
  const start = shownStart();
  if (!start) return "";
  const parts = [shownPeriod(grain, start)];
  if (!isOver(grain, start)) parts.push(text("unfinished"));
  if (cut !== TOTAL) parts.push(`${dimensionName(cut)}: ${valueName(value)}`);
  return parts.join(" · ");
}

function compareLabel(comparison = page.state.compare) {
  return text(comparison === "year_ago" ? "to_year" : "to_previous");
}

// --- trends ---

// The points of a metric over the last periods; by: how far earlier its values are taken.
function points(metric, { series, shift = null, cut = page.state.cut, value = page.state.value }) {
  const { grain } = page.state;
  const periods = grainOf(metric, grain);
  if (!periods) return [];
  const last = page.data.copy.as_of_date;
  const until = periods.periods.filter((start) => !last || start <= last);
  return until.slice(-SHOWN_PERIODS[grain]).map((start) => {
    const own = cell(metric, grain, cut, value, start);
    const other = shift ? comparedCell({ ...own, complete: true }, shift) : own;
    const open = !own.complete && !shift;
    return {
      start, time: ms(start), series, metric: metric.id, value: other ? other.number : null,
      open, point: true, found: other,
      tip: `${shownPeriod(grain, shift && other ? other.start : start)}: ${series} ${
        shown(metric.unit, other ? other.number : null)}${open ? ` (${text("unfinished")})` : ""}`,
    };
  });
}

function marksWithin(rows) {
  if (!rows.length) return [];
  const { grain } = page.state;
  const times = rows.map((row) => row.time);
  const from = Math.min(...times);
  const until = ms(periodEnd(grain, iso(Math.max(...times))));
  return page.data.marks.filter((mark) => ms(mark.last_day) >= from && ms(mark.first_day) <= until)
    .map((mark, place) => ({
      number: String(place + 1), name: mark.mark,
      start: Math.max(from, ms(mark.first_day)), end: Math.min(until, ms(mark.last_day)),
      tip: `${mark.mark}: ${shownMark(mark)}`, days: shownMark(mark),
    }));
}

function shownMark(mark) {
  return mark.first_day === mark.last_day ? shownDay(mark.first_day)
    : `${shownDay(mark.first_day)} – ${shownDay(mark.last_day)}`;
}

function marksList(marks) {
  if (!marks.length) return null;
  return element("p", { class: "marks" }, element("span", { class: "term" }, `${text("marks")}: `),
    marks.map((mark, place) => [place ? " · " : "", element("span", { class: "mark" },
      element("b", {}, mark.number), " ", own(mark.name), ` ${mark.days}`)]));
}

// A panel with lines. lists: [{name, metric, rows}] of one unit.
function linesPanel(id, title, lists, level) {
  const first = lists[0].metric;
  const rows = lists.flatMap((list) => list.rows);
  const known = rows.filter((row) => row.value !== null);
  if (!known.length) {
    const { grain, cut, value } = page.state;
    return panel({ id, title, level,
      missing: whyMissing(first, grain, cut, value, shownStart()) });
  }
  const periods = [...new Set(rows.map((row) => row.start))].sort();
  const of = new Map(rows.map((row) => [`${row.start} ${row.series}`, row]));
  const columns = [
    { key: "start", label: text("period"), show: (start) => shownPeriod(page.state.grain, start) },
    ...lists.map((list) => ({
      key: list.name, label: list.name, number: true,
      show: (value) => shown(list.metric.unit, value),
    })),
  ];
  const asTable = periods.map((start) => Object.fromEntries([["start", start],
    ...lists.map((list) => [list.name, (of.get(`${start} ${list.name}`) || {}).value ?? null])]))
    .reverse();
  const marks = marksWithin(rows);
  const many = new Set(known.map((row) => row.start)).size > 60;
  const drawn = rows.map(({ found, ...row }) => ({ ...row, point: !many || row.open }));
  const notes = [];
  if (rows.some((row) => row.open && row.value !== null)) notes.push(text("open_point"));
  if (new Set(known.map((row) => row.start)).size === 1) notes.push(text("one_period"));
  return panel({
    id, title, level, columns, rows: asTable, note: notes.join(" ") || null,
    below: marksList(marks) || [],
    chart: { name: "trend", rows: drawn,
      options: { unit: first.unit, grain: page.state.grain, marks } },
  });
}

function trendOf(metric, id, title, level) {
  const name = metricName(metric);
  const lists = [{ name, metric, rows: points(metric, { series: name }) }];
  const before = text("year_line", { metric: name });
  const earlier = points(metric, { series: before, shift: "year_ago" });
  if (earlier.some((row) => row.value !== null)) {
    lists.push({ name: before, metric, rows: earlier });
  }
  return linesPanel(id, title, lists, level);
}

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
      show: (value, { row }) => shown(row.metric.unit, value) },
    { key: "change", label: text("change"), number: true,
      show: (value, { row }) => changeMark(row.metric, row.found) },
    { key: "times", label: text("times_usual"), number: true,
      show: (value) => `${plainNumber(value, 1)} ×` },
    { key: "split", label: text("explained_by") },
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
      show: (value) => shown(metric.unit, value) },
    ...(isQuotient ? [
      { key: "rate", label: text("rate"), number: true,
        show: (value) => shownChange(metric.unit, value) },
      { key: "mix", label: text("mix"), number: true,
        show: (value) => shownChange(metric.unit, value) },
    ] : []),
    { key: "whole", label: text("whole"), number: true,
      show: (value) => shownChange(metric.unit, value) },
  ];
  const total = { name: text("everything"), last: now, now: now.number, before: before.number,
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
    chart: { name: "effects", rows: drawn, options: { unit: metric.unit } },
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
    { key: "earlier", label: `${text("before")} (${compareLabel()})`, number: true,
      show: (number_) => shown(metric.unit, number_) },
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
      text(section.name)) : null),
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
    parts.push(...splits.map((split) => splitPanel(metric, split, found, before, 3)));
  } else if (!metric.splittable) {
    parts.push(element("p", { class: "note" }, text("no_split")));
  } else parts.push(element("p", { class: "note" }, text("no_split_period")));
  const done = new Set(splits.map(([dimension]) => dimension));
  const periods = grainOf(metric, grain);
  const cuts = periods ? Object.keys(periods.cuts).filter((name_) => name_ !== TOTAL) : [];
  const rest = cuts.filter((dimension) => !done.has(dimension));
  parts.push(...rest.map((dimension) => cutPanel(`cut-${dimension}`,
    text("cut_of", { metric: name, dimension: dimensionName(dimension) }), dimension, [metric],
    3)));
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
  const parts = [viewTitle(text(section.name))];
  const isOff = metrics.length && metrics.every(
    (metric) => !Object.keys(page.marts[metric.mart].grains).length);
  if (isOff) parts.push(element("p", { class: "missing" }, text("reason_no_rows")));
  parts.push(element("div", { class: "grid" },
    section.panels.map((of) => sectionPanel(of)).flat().filter(Boolean)));
  if (metrics.length && !isOff) parts.push(scorecardPanel(metrics));
  return parts;
}

function scorecardPanel(metrics) {
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
  return panel({ id: "scorecard", title: text("scorecard"), level: 2, columns, rows });
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

// --- pictures: rows of their own queries ---

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
      return panel({ id, title, missing: text("reason_cut_grain", { grain: text(grain) }) });
    }
    rows = rows.filter((row) => row.period_grain === grain && row.period_start === start);
    if (!rows.length) return panel({ id, title, missing: text("reason_no_period") });
    names = names.filter((name) => !["period_grain", "period_start"].includes(name));
  }
  const columns = names.map((name) => ({
    key: name, label: named(name, name in page.texts.columns ? "columns" : "dimensions"),
    number: rows.some((row) => typeof row[name] === "number"),
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
  "compared_with"];
const PLAIN = ["conflict_type", "fact", "outcome", "method", "metric", "channel"];

function pictureValue(name, value) {
  if (value === null || value === undefined) return "–";
  if (MONTHS_OF.includes(name)) return shownPeriod("month", value);
  if (NAMED.includes(name)) return named(value, "values");
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
      name: row.event, value: row.active_registrations,
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
        pictureValue("method", row.method)} · ${row.window_days}`,
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
      name: `${row.experiment_id} · ${row.variant} · ${row.window_days}`,
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
};

function bar(name, value) {
  return { name, value, end: value, text: plainNumber(value),
    tip: `${name}: ${plainNumber(value)}` };
}

// --- the frame ---

function viewTitle(title, above = null) {
  return element("div", { class: "view" }, above ? element("p", { class: "above" }, above) : null,
    element("h1", { id: "view-title", tabindex: "-1" }, title),
    element("p", { class: "subtitle" }, own(subtitle())));
}

function choice(key, label, options) {
  const select = element("select", { id: `choose-${key}`, onchange: (event) => {
    const changes = { [key]: event.target.value };
    if (key === "grain") changes.period = "";
    if (key === "cut") changes.value = "";
    location.hash = hashWith(changes);
  } }, options.map(([value, name, isMuted]) => element("option", {
    value, selected: value === page.state[key], disabled: isMuted }, name)));
  return element("label", { class: "choice" }, element("span", {}, label), select);
}

function choices() {
  const { grain, cut } = page.state;
  const periods = periodsOf(grain);
  const latest = shownPeriod(grain, periods.filter((start) => isOver(grain, start)).at(-1)
    || periods.at(-1) || "1970-01-01");
  const made = [
    choice("grain", text("grain"), knownGrains().map((name) => [name, text(name)])),
    choice("period", text("period"), [["", `${latest} (${text("latest")})`],
      ...periods.toReversed().map((start) => [start, shownPeriod(grain, start)
        + (isOver(grain, start) ? "" : ` (${text("unfinished")})`)])]),
    choice("compare", text("compare"), [["previous", text("previous")],
      ["year_ago", text("year_ago")]]),
    choice("cut", text("dimension"), [[TOTAL, text("everything")],
      ...dimensions().map((name) => [name, dimensionName(name)])]),
  ];
  if (cut !== TOTAL) {
    made.push(choice("value", text("value"),
      valuesOf(cut).map((value) => [value, valueName(value)])));
  }
  return made;
}

function frame() {
  const { state } = page;
  document.documentElement.lang = state.lang === "zh" ? "zh-Hans" : state.lang;
  document.documentElement.dataset.theme = state.theme;
  document.title = `${text("title")} · ${text(state.view === "metric" ? "metric" : state.view)}`;
  document.getElementById("skip").textContent = text("skip");
  document.getElementById("name").textContent = text("title");
  const { as_of_date: asOf, published_at: at } = page.data.copy;
  document.getElementById("as-of").textContent = asOf ? text("up_to", { day: shownDay(asOf) }) : "";
  const nav = document.getElementById("sections");
  nav.setAttribute("aria-label", text("sections"));
  nav.replaceChildren(element("ul", {}, ["home", ...page.data.sections.map((of) => of.name)].map(
    (name) => element("li", {}, element("a", { href: hashWith({ view: name, metric: "" }),
      "aria-current": state.view === name ? "page" : null }, text(name))))));
  document.getElementById("settings").replaceChildren(
    choice("lang", text("language"), Object.entries(LANGUAGES)),
    choice("theme", text("theme"), ["auto", "light", "dark"].map(
      (name) => [name, text(`theme_${name}`)])));
  const bar_ = document.getElementById("choices");
  bar_.setAttribute("aria-label", text("choices"));
  bar_.replaceChildren(...(knownGrains().length ? choices() : []), element("span",
    { class: "buttons" },
    element("button", { type: "button", class: "tool", onclick: () => copyText(location.href) },
      text("link")),
    element("button", { type: "button", class: "tool", onclick: () => window.print() },
      text("print"))));
  document.getElementById("foot").replaceChildren(
    element("h2", {}, text("about_page")),
    element("p", {}, text("about_text", { values: page.data.bounds.values })),
    element("p", {}, own([text("published", { day: at ? shownDay(at.slice(0, 10)) : "–" }),
      page.data.copy.build_id, page.data.copy.project_version].filter(Boolean).join(" · "))));
}

const VIEWS = { home, metric: metricView };

async function show(focus) {
  page.waiting = [];
  for (const chart of page.drawn || []) chart.finalize();
  page.drawn = [];
  closeAbout();
  const before = document.activeElement ? document.activeElement.id : "";
  page.state = readHash();
  frame();
  const section = page.data.sections.find((of) => of.name === page.state.view);
  const parts = section ? sectionView(section) : VIEWS[page.state.view]();
  document.getElementById("main").replaceChildren(...parts.flat(3).filter(Boolean));
  const again = before.startsWith("choose-") && document.getElementById(before);
  if (again) again.focus();
  else if (focus) document.getElementById("view-title").focus();
  if (focus && !again) window.scrollTo(0, 0);
  const waiting = page.waiting;
  for (const drawing of waiting) {
    // A newer view has its own charts.
    if (page.waiting !== waiting) return;
    await drawing();
  }
  document.documentElement.dataset.drawn = String(Number(document.documentElement.dataset.drawn
    || 0) + 1);
}

async function unpacked(id) {
  const letters = atob(document.getElementById(id).textContent.trim());
  const bytes = Uint8Array.from(letters, (letter) => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return JSON.parse(await new Response(stream).text());
}

async function start() {
  if (typeof DecompressionStream === "undefined" || !Array.prototype.toReversed) {
    document.getElementById("too-old").hidden = false;
    return;
  }
  const { data, texts, charts } = await unpacked("data");
  index(data, texts, charts);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") closeAbout();
  });
  document.getElementById("skip").addEventListener("click", (event) => {
    event.preventDefault();
    document.getElementById("view-title").focus();
  });
  const box = document.getElementById("about");
  box.addEventListener("mouseenter", () => clearTimeout(about.timer));
  box.addEventListener("mouseleave", closeAboutSoon);
  window.addEventListener("hashchange", () => show(true));
  await show(false);
}

start();
