// The pieces of the page: elements, numbers that explain themselves, panels, charts and tables.
"use strict";

function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children.flat(3).filter((child) => child !== null && child !== undefined));
  return made;
}

// Names of a company may be long, or run from the right: they never move what stands around them.
function own(words) {
  return element("bdi", {}, String(words));
}

function hidden(words) {
  return element("span", { class: "hidden" }, words);
}

function announce(words) {
  const place = document.getElementById("said");
  place.textContent = "";
  setTimeout(() => { place.textContent = words; }, 30);
}

// --- what a number means: on hover, focus and tap ---

const about = { open: null, timer: 0 };

function explained(metric, found) {
  const rows = [];
  const add = (term, ...words) => rows.push(
    element("dt", {}, text(term)), element("dd", {}, ...words));
  add("definition", element("span", { lang: "en" }, metric.definition));
  if (!metric.numerator) add("formula", text("no_formula"));
  else {
    const scale = metric.scale === 1 || !metric.denominator ? "" : `${metric.scale} × `;
    const below = metric.denominator ? ` / ${metric.denominator}` : "";
    add("formula", element("code", {}, `${metric.id} = ${scale}${metric.numerator}${below}`));
  }
  if (found && metric.numerator) {
    const scale = metric.scale === 1 || !metric.denominator ? "" : `${metric.scale} × `;
    const below = metric.denominator
      ? ` / ${found.denominator === null ? "–" : plainNumber(found.denominator, 2)}` : "";
    const above = found.numerator === null ? "–" : plainNumber(found.numerator, 2);
    add("parts", `${scale}${above}${below}`);
  }
  if (!found) {
    const { grain, cut, value } = page.state;
    add("no_value", whyMissing(metric, grain, cut, value, shownStart()));
  } else {
    const value = found.dimension === TOTAL ? ""
      : ` · ${dimensionName(found.dimension)}: ${valueName(found.value)}`;
    add("period", own(shownPeriod(found.grain, found.start) + value));
    if (found.number === null) {
      add("no_value",
        whyMissing(metric, found.grain, found.dimension, found.value, found.start));
    }
    if (found.small) add("small_sample", text("small_sample_long"));
    if (!found.complete) add("unfinished", shownDay(periodEnd(found.grain, found.start)));
  }
  add("table_name", element("code", {}, metric.mart));
  if (page.marts[metric.mart].owner) add("owner", own(page.marts[metric.mart].owner));
  return rows;
}

function openAbout(button, title, rows) {
  const box = document.getElementById("about");
  clearTimeout(about.timer);
  if (about.open !== button) closeAbout();
  about.open = button;
  button.setAttribute("aria-expanded", "true");
  button.setAttribute("aria-describedby", "about");
  box.replaceChildren(element("strong", {}, title), element("dl", {}, ...rows()));
  box.hidden = false;
  const place = button.getBoundingClientRect();
  const width = Math.min(360, document.documentElement.clientWidth - 16);
  box.style.width = `${width}px`;
  const left = Math.min(place.left, document.documentElement.clientWidth - width - 8);
  box.style.left = `${Math.max(8, left) + window.scrollX}px`;
  const below = place.bottom + 6;
  const fits = below + box.offsetHeight < window.innerHeight || place.top < box.offsetHeight + 12;
  box.style.top = `${(fits ? below : place.top - box.offsetHeight - 6) + window.scrollY}px`;
}

function closeAbout() {
  document.getElementById("about").hidden = true;
  if (!about.open) return;
  about.open.setAttribute("aria-expanded", "false");
  about.open.removeAttribute("aria-describedby");
  about.open = null;
}

function closeAboutSoon() {
  clearTimeout(about.timer);
  about.timer = setTimeout(closeAbout, 250);
}

// Lets a button open what rows() says.
function explaining(button, title, rows) {
  const open = () => openAbout(button, title, rows);
  button.setAttribute("aria-expanded", "false");
  button.addEventListener("mouseenter", open);
  button.addEventListener("mouseleave", closeAboutSoon);
  button.addEventListener("focus", open);
  button.addEventListener("blur", closeAboutSoon);
  button.addEventListener("click", open);
  return button;
}

// A number of a metric, as a button that says what it is.
function number(found, metric, size = "") {
  const words = found ? shown(metric.unit, found.number) : "–";
  return explaining(
    element("button", { type: "button", class: `number ${size}`, "data-metric": metric.id,
      "data-cell": found ? JSON.stringify([metric.id, found.grain, found.start, found.dimension,
        found.value, found.number]) : null },
    words, hidden(` ${text("about", { metric: metricName(metric) })}`)),
    metricName(metric), () => explained(metric, found));
}

function metricLink(metric) {
  return element("a", { href: hashWith({ view: "metric", metric: metric.id }), class: "metric" },
    metricName(metric));
}

// A change: arrow, number, and whether it is better in words, so that colour is not alone.
function changeMark(metric, found, label) {
  if (!found) return null;
  const verdict = verdictOf(metric, found);
  const arrow = found.difference > 0 ? "▲" : found.difference < 0 ? "▼" : "●";
  return element("span", { class: `change ${verdict}` },
    element("span", { "aria-hidden": "true", class: "arrow" }, arrow),
    ` ${shownDifference(metric.unit, found)}`,
    verdict ? hidden(` (${text(verdict)})`) : null,
    label ? element("span", { class: "to" }, ` ${label}`) : null);
}

const STATUS_SIGNS = { met: "✓", near: "≈", missed: "✕" };

function statusMark(status) {
  if (!(status in STATUS_SIGNS)) return null;
  return element("span", { class: `status ${status}` },
    element("span", { "aria-hidden": "true" }, `${STATUS_SIGNS[status]} `), text(status));
}

function flags(found) {
  if (!found) return [];
  return [
    found.complete ? null : element("span", { class: "flag" }, text("unfinished")),
    found.small ? element("span", { class: "flag" }, text("small_sample")) : null,
  ];
}

// --- tables, CSV and copy ---

// columns: {key, label, number, show}; show makes what is read of a value.
function table(columns, rows, caption) {
  const head = columns.map((of) => element(
    "th", { scope: "col", class: of.number ? "right" : null },
    of.about ? explaining(element("button", { type: "button", class: "number" }, of.label),
      of.label, () => [element("dt", {}, text("definition")),
        element("dd", { lang: "en" }, of.about)]) : of.label));
  const body = rows.map((row) => element("tr", {}, columns.map((of, place) => {
    const content = of.show ? of.show(row[of.key], row) : plainText(row[of.key]);
    const attributes = { class: of.number ? "right" : of.long ? "long" : null };
    if (place === 0) attributes.scope = "row";
    return element(place === 0 ? "th" : "td", attributes, content instanceof Node
      || Array.isArray(content) ? content : own(content));
  })));
  return element("div", { class: "scroll", tabindex: "0", role: "group", "aria-label": caption },
    element("table", {}, element("caption", { class: "hidden" }, caption),
      element("thead", {}, element("tr", {}, head)), element("tbody", {}, body)));
}

function plainText(value) {
  if (value === null || value === undefined) return "–";
  if (value === true || value === false) return text(value ? "yes" : "no");
  if (typeof value === "number") return plainNumber(value, 2);
  return /^\d{4}-\d\d-\d\d$/.test(value) ? shownDay(value) : String(value);
}

function csvText(columns, rows, separator) {
  const quote = (value) => {
    const words = value === null || value === undefined ? "" : String(value);
    // A spreadsheet would run a text that begins like a formula.
    const safe = typeof value === "string" && /^[=+\-@\t\r]/.test(words) ? `'${words}` : words;
    return /["\n\r\t,;]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  };
  const lines = [columns.map((of) => quote(of.label)),
    ...rows.map((row) => columns.map((of) => quote(of.raw ? of.raw(row) : row[of.key])))];
  return lines.map((line) => line.join(separator)).join("\n") + "\n";
}

function saveCsv(name, columns, rows) {
  const blob = new Blob(["\ufeff", csvText(columns, rows, ",")], { type: "text/csv" });
  const link = element("a", { href: URL.createObjectURL(blob), download: `${name}.csv` });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

async function copyText(words) {
  try {
    await navigator.clipboard.writeText(words);
    announce(text("copied"));
  } catch {
    const area = element("textarea", {}, words);
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    announce(text(done ? "copied" : "not_copied"));
  }
}

// --- charts ---

// The series of rows in their order, with the sign and colour that a chart gives them.
const SIGNS = "●■▲◆✚▼▶◀";

function seriesOf(rows) {
  const order = new Map();
  for (const row of rows) {
    if (row.series !== undefined && !order.has(row.series)) order.set(row.series, row.order || 0);
  }
  return [...order.keys()].sort((one, other) => order.get(one) - order.get(other));
}

function legend(name, rows, colours) {
  const series = seriesOf(rows);
  if (series.length < 2) return null;
  const hasShapes = ["trend", "growth", "intervals"].includes(name);
  return element("ul", { class: "legend", "aria-hidden": "true" }, series.map((words, place) =>
    element("li", {}, element("span", { style: `color:${colourOf(place, colours)}` },
      hasShapes ? SIGNS[place % 8] : "■"), " ", own(words))));
}

function colourOf(place, colours) {
  return colours ? colours[place % colours.length] : `var(--c${place % 8 + 1})`;
}

// The specification of a chart with its rows, as wide as its place.
function specification(name, rows, options) {
  const spec = structuredClone(page.charts[name]);
  spec.datasets = { rows, marks: options.marks || [] };
  const narrow = options.width < 480;
  spec.config.axisY.labelLimit = narrow ? 110 : 220;
  const series = seriesOf(rows);
  if (series.length) fixSeries(spec, series, options.colours);
  // In figures: a chart that is as wide as its place may not be as high as its rows are.
  if (spec.height.step) spec.height = spec.height.step * new Set(rows.map((row) => row.name)).size;
  // A layer without a row has no extent.
  if (name === "trend" && !rows.some((row) => row.point)) spec.layer.pop();
  if (name === "trend" && !spec.datasets.marks.length) spec.layer.splice(0, 3);
  if (narrow && name === "heat") spec.layer = spec.layer.slice(0, 1);
  if ((options.unit || "count") === "count") wholeSteps(spec);
  if (name === "bars" || name === "pairs") {
    // Room for what is written at the end of the longest bar.
    const letters = Math.max(...rows.map((row) => row.text.length));
    const room = Math.min(0.6, (letters * 7 + 12) / Math.max(200, options.width - 150));
    const most = Math.max(...rows.map((row) => row.end || 0));
    spec.layer[0].encoding.x.scale = { domainMax: most / (1 - room) || 1 };
    if (name === "bars" && rows.every((row) => row.before === null || row.before === undefined)) {
      spec.layer.splice(1, 1);
    }
  }
  return spec;
}

// Of what is counted there is no half.
function wholeSteps(part) {
  if (!part || typeof part !== "object") return;
  if (part.formatType === "asNumber") part.tickMinStep = 1;
  Object.entries(part).forEach(([key, inner]) => {
    if (key !== "datasets") wholeSteps(inner);
  });
}

// The same order of series in every scale, also where one of them has no row left.
function fixSeries(part, series, colours) {
  if (!part || typeof part !== "object") return;
  for (const channel of ["color", "shape", "strokeDash"]) {
    if (part[channel] && part[channel].scale) {
      part[channel].scale.domain = series;
      if (channel === "color" && colours) part[channel].scale.range = colours;
    }
  }
  Object.entries(part).forEach(([key, inner]) => {
    if (key !== "datasets") fixSeries(inner, series, colours);
  });
}

async function draw(place, name, rows, options) {
  const unit = options.unit || "count";
  const grain = options.grain || "month";
  const width = place.clientWidth;
  try {
    const result = await vegaEmbed(place, specification(name, rows, { ...options, width }), {
      ast: true, renderer: "svg", actions: false, defaultStyle: false,
      tooltip: { theme: "custom", disableDefaultStyle: true },
      expressionFunctions: {
        asNumber: (value) => (options.isChange ? shownStep(unit, value)
          : shown(unit, value, true)),
        asCount: (value) => plainNumber(value, 1),
        asShare: (value) => shown("percent", 100 * value, true),
        asTime: (value) => shownTick(grain, value),
      },
    });
    // The place has the words for a screen reader, and the table its numbers.
    place.querySelector("svg").setAttribute("aria-hidden", "true");
    page.drawn.push(result);
  } catch (error) {
    console.error(name, error);
    place.replaceChildren(element("p", { class: "note" }, text("chart_failed")));
  }
}

// A panel: title, picture, notes, and a table with the same rows. chart: {name, rows, options}.
function panel({ id, title, note, chart, columns, rows, missing, below, open, wide, closed, level = 2 }) {
  const heading = element(`h${level}`, { id: `${id}-title` }, title);
  const made = element("article", { id,
    class: ["panel", wide && "wide", closed && "closed"].filter(Boolean).join(" "),
    "aria-labelledby": `${id}-title` });
  if (missing || !rows || !rows.length) {
    made.append(heading, element("p", { class: "missing" }, missing || text("reason_no_rows")));
    return made;
  }
  made.append(element("div", { class: "head" }, heading, element("div", { class: "tools" },
    element("button", { type: "button", class: "tool", "aria-label": text("csv_of", { title }),
      onclick: () => saveCsv(id, columns, rows) }, text("csv")),
    element("button", { type: "button", class: "tool", "aria-label": text("copy_of", { title }),
      onclick: () => copyText(csvText(columns, rows, "\t")) }, text("copy")))));
  if (note) made.append(element("p", { class: "note" }, note));
  if (chart) {
    const place = element("div", { class: "chart", role: "img", "aria-label": title });
    made.append(...[legend(chart.name, chart.rows, (chart.options || {}).colours), place]
      .filter(Boolean));
    page.waiting.push(() => draw(place, chart.name, chart.rows, chart.options || {}));
  }
  if (below) made.append(...[below].flat());
  const inside = table(columns, rows, title);
  if ((chart && !open) || closed) {
    made.append(element("details", {}, element("summary", {}, text("show_table"),
      hidden(`: ${title}`)), inside));
  } else made.append(inside);
  return made;
}
