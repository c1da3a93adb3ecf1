// The frame around the views, and what starts it all.
"use strict";

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
  document.title = `${text("title")} · ${named(state.view, "page")}`;
  document.getElementById("skip").textContent = text("skip");
  document.getElementById("name").textContent = text("title");
  const { as_of_date: asOf, published_at: at } = page.data.copy;
  document.getElementById("as-of").textContent = asOf ? text("up_to", { day: shownDay(asOf) }) : "";
  const nav = document.getElementById("sections");
  nav.setAttribute("aria-label", text("sections"));
  nav.replaceChildren(element("ul", {}, ["home", ...page.data.sections.map((of) => of.name)].map(
    (name) => element("li", {}, element("a", { href: hashWith({ view: name, metric: "" }),
      "aria-current": state.view === name ? "page" : null }, named(name, "page"))))));
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
