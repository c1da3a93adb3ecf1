// Lines over time, with the marks of the calendar and of changed vars.
"use strict";

const SHOWN_PERIODS = { day: 92, week: 53, month: 25, quarter: 16, year: 12 };

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
      number: String(place + 1), name: markName(mark),
      start: Math.max(from, ms(mark.first_day)), end: Math.min(until, ms(mark.last_day)),
      tip: `${markName(mark)}: ${shownMark(mark)}`, days: shownMark(mark),
    }));
}

function markName(mark) {
  return mark.kind === "published_vars" ? text("vars_mark", { vars: mark.mark }) : mark.mark;
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
