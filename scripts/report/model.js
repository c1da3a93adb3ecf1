// What the numbers are: the data of the page, days, formats, and the values of metrics.
"use strict";

const page = { data: null, texts: null, charts: null, state: {} };
const DAY = 86400000;
const GRAINS = ["day", "week", "month", "quarter", "year"];
const MONTHS = { month: 1, quarter: 3, year: 12 };
const DAYS = { day: 1, week: 7 };
const TOTAL = "all";

// --- texts and formats in the reader's language ---

function text(key, values = {}, group = "page") {
  const found = page.texts[group][key];
  const template = found ? found[page.state.lang] || found.en : key;
  return template.replace(/\{(\w+)\}/g, (all, name) => (name in values ? values[name] : all));
}

function named(name, group) {
  return name in page.texts[group] ? text(name, {}, group) : plainName(name);
}

function plainName(name) {
  const words = String(name).replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function dimensionName(name) {
  return named(name, "dimensions");
}

// A value of the company is shown as it is; only what is not known has a name of the page's own.
function valueName(value) {
  return value === "(none)" ? text("(none)", {}, "values") : value;
}

function metricName(metric) {
  return metric.names[page.state.lang] || metric.names.en;
}

function partName(part) {
  return page.metrics[part] ? metricName(page.metrics[part]) : plainName(part);
}

// Numbers and days as the reader's own country writes them, where it speaks the chosen language.
function locale() {
  const { lang } = page.state;
  return navigator.languages.find((name) => name.split("-")[0] === lang) || lang;
}

const formats = new Map();

function numberFormat(options) {
  const key = page.state.lang + JSON.stringify(options);
  if (!formats.has(key)) formats.set(key, new Intl.NumberFormat(locale(), options));
  return formats.get(key);
}

function plainNumber(value, places = 0) {
  return numberFormat({ maximumFractionDigits: places }).format(value);
}

const UNIT_NAMES = { seconds: "second", minutes: "minute", hours: "hour" };

// The digits that a reader needs: none for counts, more the smaller the number is.
function places(unit, value) {
  const size = Math.abs(value);
  if (unit === "count") return 0;
  if (unit === "percent") return size < 1 && size > 0 ? 2 : 1;
  if (unit === "currency") return size >= 1000 ? 0 : 2;
  if (unit in UNIT_NAMES) return size >= 100 ? 0 : 1;
  return size >= 100 ? 0 : size >= 10 ? 1 : 2;
}

function unitOptions(unit, value, compact) {
  const digits = compact ? {} : { minimumFractionDigits: places(unit, value) };
  const options = { maximumFractionDigits: compact ? 1 : places(unit, value), ...digits };
  if (compact && Math.abs(value) >= 10000) options.notation = "compact";
  if (unit === "percent") return { ...options, style: "unit", unit: "percent" };
  if (unit in UNIT_NAMES) {
    return { ...options, style: "unit", unit: UNIT_NAMES[unit], unitDisplay: "short" };
  }
  if (unit === "currency" && page.data.copy.currency) {
    return {
      ...options, style: "currency", currency: page.data.copy.currency,
      currencyDisplay: "narrowSymbol", ...(compact ? { minimumFractionDigits: 0 } : {}),
    };
  }
  return options;
}

function shown(unit, value, compact = false) {
  if (value === null || value === undefined) return "–";
  return numberFormat(unitOptions(unit, value, compact)).format(value);
}

// A change of a percentage is in points; every change has its sign.
function shownChange(unit, value) {
  if (value === null || value === undefined) return "–";
  if (unit !== "percent") {
    const options = { ...unitOptions(unit, value, false), signDisplay: "exceptZero" };
    return numberFormat(options).format(value);
  }
  const digits = places(unit, value);
  const number = numberFormat({
    minimumFractionDigits: digits, maximumFractionDigits: digits, signDisplay: "exceptZero",
  });
  return `${number.format(value)}\u00a0${text("points")}`;
}

// A step on an axis of changes: short, and of a percentage in points.
function shownStep(unit, value) {
  if (unit !== "percent") return shown(unit, value, true);
  return `${plainNumber(value, 2)}\u00a0${text("points")}`;
}

function shownPercentChange(value) {
  return numberFormat({
    style: "unit", unit: "percent", maximumFractionDigits: Math.abs(value) < 10 ? 1 : 0,
    signDisplay: "exceptZero",
  }).format(value);
}

// --- days; all of them are days of the calendar, so they are kept in UTC ---

function ms(day) {
  return Date.parse(`${day}T00:00:00Z`);
}

function iso(time) {
  return new Date(time).toISOString().slice(0, 10);
}

function dayFormat(options) {
  const key = `day${page.state.lang}${JSON.stringify(options)}`;
  if (!formats.has(key)) {
    formats.set(key, new Intl.DateTimeFormat(locale(), { timeZone: "UTC", ...options }));
  }
  return formats.get(key);
}

function shownDay(day) {
  return dayFormat({ day: "numeric", month: "short", year: "numeric" }).format(ms(day));
}

function shownPeriod(grain, start) {
  if (grain === "day") {
    return dayFormat({ weekday: "short", day: "numeric", month: "short", year: "numeric" })
      .format(ms(start));
  }
  if (grain === "week") return text("week_of", { day: shownDay(start) });
  if (grain === "year") return dayFormat({ year: "numeric" }).format(ms(start));
  if (grain === "quarter") {
    return `Q${Math.floor((Number(start.slice(5, 7)) - 1) / 3) + 1} ${start.slice(0, 4)}`;
  }
  return dayFormat({ month: "long", year: "numeric" }).format(ms(start));
}

function shownTick(grain, time) {
  if (grain === "year") return dayFormat({ year: "numeric" }).format(time);
  if (MONTHS[grain]) return dayFormat({ month: "short", year: "2-digit" }).format(time);
  return dayFormat({ day: "numeric", month: "short" }).format(time);
}

function monthsLater(start, months) {
  const [year, month] = start.split("-").map(Number);
  return iso(Date.UTC(year, month - 1 + months, 1));
}

// The period that one is compared with: [scorecard-periods].
function comparedStart(grain, start, comparison) {
  if (MONTHS[grain]) return monthsLater(start, comparison === "year_ago" ? -12 : -MONTHS[grain]);
  return iso(ms(start) - DAY * (comparison === "year_ago" ? 364 : DAYS[grain]));
}

function periodEnd(grain, start) {
  return MONTHS[grain]
    ? iso(ms(monthsLater(start, MONTHS[grain])) - DAY)
    : iso(ms(start) + DAY * (DAYS[grain] - 1));
}

// --- metrics ---

function index(data, texts, charts) {
  page.data = data;
  page.texts = texts;
  page.charts = charts;
  page.metrics = Object.fromEntries(data.metrics.map((metric) => [metric.id, metric]));
  page.marts = Object.fromEntries(data.marts.map((mart) => [mart.name, mart]));
  page.scores = {};
  for (const row of data.scorecard) page.scores[`${row.metric_id} ${row.period_grain}`] = row;
  for (const mart of data.marts) {
    mart.place = Object.fromEntries(mart.columns.map((column, place) => [column, place]));
    for (const grain of Object.values(mart.grains)) {
      grain.at = new Map(grain.periods.map((start, place) => [start, place]));
    }
  }
}

function grainOf(metric, grain) {
  return page.marts[metric.mart].grains[grain];
}

function cutOf(metric, grain, dimension) {
  const found = grainOf(metric, grain);
  return found ? found.cuts[dimension] : undefined;
}

function column(metric, name, grain, dimension, value, place) {
  const cut = cutOf(metric, grain, dimension);
  const row = cut ? cut.values.indexOf(value) : -1;
  if (row < 0 || place < cut.first) return null;
  return cut.series[row][page.marts[metric.mart].place[name]][place - cut.first];
}

// A metric of a value of a cut: a quotient is made of its parts, scale times numerator over
// denominator; null without a denominator, or with one of 0.
function cell(metric, grain, dimension, value, start) {
  const periods = grainOf(metric, grain);
  const place = periods ? periods.at.get(start) : undefined;
  if (place === undefined) return null;
  const of = (name) => column(metric, name, grain, dimension, value, place);
  const found = {
    metric, grain, dimension, value, start, complete: Boolean(periods.complete[place]),
    numerator: metric.numerator ? of(metric.numerator) : null,
    denominator: metric.denominator ? of(metric.denominator) : null,
  };
  if (!metric.numerator) found.number = of(metric.id);
  else if (!metric.denominator) found.number = found.numerator;
  else {
    found.number = found.numerator === null || !found.denominator
      ? null : metric.scale * found.numerator / found.denominator;
  }
  found.small = found.number !== null && found.denominator !== null && page.data.small !== null
    && found.denominator < page.data.small;
  return found;
}

// The cell that one is compared with, if its period is over and wholly known.
function comparedCell(of, comparison) {
  if (!of || !of.complete) return null;
  const start = comparedStart(of.grain, of.start, comparison);
  const firstDay = page.marts[of.metric.mart].first_day;
  if (firstDay && start < firstDay) return null;
  const found = cell(of.metric, of.grain, of.dimension, of.value, start);
  return found && found.complete ? found : null;
}

// [change-percent]: no percent of a percentage or score, nor of what is not above 0.
function change(now, before) {
  if (!now || !before || now.number === null || before.number === null) return null;
  const unit = now.metric.unit;
  const difference = now.number - before.number;
  const hasPercent = before.number > 0 && unit !== "percent" && unit !== "score";
  return { difference, percent: hasPercent ? 100 * difference / before.number : null };
}

function shownDifference(unit, found) {
  if (!found) return "–";
  if (found.percent !== null) return shownPercentChange(found.percent);
  return shownChange(unit, found.difference);
}

function verdictOf(metric, found) {
  if (!found || metric.direction === "neutral" || found.difference === 0) return "";
  return (found.difference > 0) === (metric.direction === "up") ? "better" : "worse";
}

function latestComplete(metric, grain) {
  const periods = grainOf(metric, grain);
  if (!periods) return null;
  const place = periods.complete.lastIndexOf(1);
  return place < 0 ? null : periods.periods[place];
}

// A grain inside of a sentence.
function grainWord(grain) {
  return text(grain).toLocaleLowerCase(locale());
}

// Why there is no number.
function whyMissing(metric, grain, dimension, value, start) {
  const mart = page.marts[metric.mart];
  if (!Object.keys(mart.grains).length) return text("reason_no_rows");
  const periods = mart.grains[grain];
  if (!periods) return text("reason_no_grain", { grain: grainWord(grain) });
  const cut = periods.cuts[dimension];
  if (!cut) {
    const known = Object.values(mart.grains).some((other) => other.cuts[dimension]);
    return known ? text("reason_cut_grain", { grain: grainWord(grain) })
      : text("reason_no_cut", { dimension: dimensionName(dimension) });
  }
  if (!periods.at.has(start)) return text("reason_no_period");
  const found = cell(metric, grain, dimension, value, start);
  if (dimension !== TOTAL && found.number === null && found.numerator === null) {
    return text("reason_no_row", { value: valueName(value) });
  }
  if (metric.denominator && found.denominator === 0) {
    return text("reason_no_cases", { part: partName(metric.denominator) });
  }
  const everKnown = periods.periods.some((period) => {
    const other = cell(metric, grain, dimension, value, period);
    return other && other.number !== null;
  });
  return text(everKnown ? "reason_not_yet" : "reason_unknown");
}

function movesOf(metric, grain, start) {
  const ofMart = page.data.moves[metric.mart];
  return (ofMart && ofMart[grain] && ofMart[grain][start]) || null;
}
