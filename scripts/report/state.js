// What the reader has chosen, and the address that remembers it.
"use strict";

const DEFAULTS = {
  view: "home", grain: "", period: "", compare: "previous", cut: TOTAL, value: TOTAL, metric: "",
  lang: "", theme: "auto",
};
const LANGUAGES = { en: "English", zh: "中文", ru: "Русский" };

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
