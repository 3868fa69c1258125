// Some runs side by side: their curves in one chart, and a table of what they were asked for and what came of it, of which
// only what differs is shown.
import { get, run } from "../core/api.js";
import { MOST, ofRun } from "../core/colors.js";
import { card, h, segments, set } from "../core/dom.js";
import { plural, words } from "../core/format.js";
import { format, keep } from "../core/hash.js";
import { badge } from "../core/state.js";
import { onTheme } from "../core/theme.js";
import { Chart, swatch } from "../run/chart.js";
import { Controls, read, smoothing } from "../run/controls.js";
import { curve, metricsOf, splitsOf } from "../run/series.js";
import { rowsOf } from "./diff.js";

const AGAIN = 3000;

// The validation, where it makes a curve; else what is there first.
const usual = (curves, splits) =>
  splits.includes("validation") && curves.some((each) => each.split === "validation" && each.points > 1) ? "validation" : splits[0] ?? "";

export function open(place, app, route) {
  const ids = [...new Set((route.params.get("runs") ?? "").split(",").filter(Boolean))].slice(0, MOST);
  const look = read(route.params);
  let metric = route.params.get("metric") ?? "";
  let split = route.params.get("split") ?? "";
  let all = route.params.get("all") === "1";
  let details = [];
  let chart = null;
  let shownMetric = "";
  let timer = null;
  let asking = null;

  const metricChoice = h("select", { "aria-label": "Metric", onchange: () => { metric = metricChoice.value; split = ""; keep({ metric, split }); prepare(); } });
  const splitChoice = h("select", { "aria-label": "Split", onchange: () => { split = splitChoice.value; keep({ split }); prepare(); } });
  const controls = new Controls(look, { changed, zoom, full: () => draw(0) });
  controls.element.prepend(h("label", { class: "inline" }, "Metric", metricChoice), h("label", { class: "inline" }, "Split", splitChoice));
  const plot = h("div");
  const settings = h("div");
  const problem = h("p", { class: "banner bad", role: "alert", hidden: true });
  const differs = segments("Rows of the table", [[false, "Only what differs"], [true, "Everything"]], all, (value) => { all = value; keep({ all }); drawTable(); });
  place.append(h("h1", null, "Compare"), problem, h("div", { class: "stack", style: { "margin-top": "12px" } },
    controls.element, plot,
    card("Settings and results", differs.element, settings)));

  async function load() {
    if (ids.length === 0) {
      set(settings, h("p", { class: "empty" }, "No run is chosen. Select some in ", h("a", { href: "#/runs" }, "the table of runs"), "."));
      return;
    }
    const answers = await Promise.allSettled(ids.map((id) => get(run(id))));
    details = answers.filter((each) => each.status === "fulfilled").map((each) => each.value);
    const failed = answers.find((each) => each.status === "rejected");
    problem.hidden = !failed;
    problem.textContent = failed ? failed.reason.message : "";
    prepare();
    drawTable();
  }

  function prepare() {
    const curves = details.flatMap((each) => each.curves ?? []);
    const metrics = metricsOf(curves);
    metric = metrics.includes(metric) ? metric : metrics[0] ?? "";
    const splits = splitsOf(curves, metric);
    split = splits.includes(split) ? split : usual(curves, splits);
    set(metricChoice, metrics.map((each) => h("option", { value: each, selected: each === metric }, words(each))));
    set(splitChoice, splits.map((each) => h("option", { value: each, selected: each === split }, each)));
    draw();
  }

  async function draw(points = Math.round(Math.max(400, plot.clientWidth))) {
    if (!metric) {
      set(plot, h("p", { class: "card empty" }, "None of these runs has made a step yet."));
      return;
    }
    asking?.abort();
    asking = new AbortController();
    const { signal } = asking;
    const answers = await Promise.allSettled(details.map((each) => get(run(each.run.run_id, "series", {
      metric, split, x: look.x, from: look.zoom?.[0], to: look.zoom?.[1], points, ema: smoothing(look, curveOf(each)),
    }), signal)));
    if (signal.aborted) {
      return;
    }
    const lines = details.map((each, i) => ({
      key: each.run.run_id, name: label(each.run), ...ofRun(i), curve: curve(answers[i].status === "fulfilled" ? answers[i].value : null, smoothing(look, curveOf(each)) ?? 0),
    }));
    const key = `${metric} ${split}`;
    if (!chart || shownMetric !== key) {
      chart?.close();
      shownMetric = key;
      chart = new Chart({ title: `${split} ${words(metric)}`, x: look.x, log: look.log, height: 360, zoomed: zoom, hovered: (on) => { controls.hovering = on; } });
      set(plot, chart.element);
    }
    chart.zoom(...(look.zoom ?? [null]));
    chart.show(lines);
    controls.tell({ coarse: lines.some((each) => !each.curve.exact), bin: Math.max(1, ...lines.map((each) => each.curve.bin)), total: Math.max(0, ...lines.map((each) => each.curve.total)) });
  }

  const curveOf = (each) => (each.curves ?? []).find((known) => known.metric === metric && known.split === split);
  const label = (row) => (details.filter((each) => each.run.name === row.name).length > 1 ? `${row.name} ${row.run_id.slice(-4)}` : row.name || row.run_id);

  function drawTable() {
    const rows = rowsOf(details);
    const shown = rows.filter((row) => all || row.result || !row.same);
    const hidden = rows.length - shown.length;
    set(settings, h("div", { class: "scroll compare", tabindex: "0", role: "region", "aria-label": "Settings and results by run" }, h("table", null,
      h("caption", { class: "visually-hidden" }, "Settings and results by run"),
      h("thead", null, h("tr", null, h("th", { scope: "col" }, "Setting"), details.map(({ run: row }, i) => h("th", { scope: "col", class: "number" },
        swatch(ofRun(i)), " ", h("a", { href: format({ view: "run", id: row.run_id }) }, label(row)), h("span", { class: "how" }, badge(row)))))),
      h("tbody", null, shown.map((row, i) => [
        shown[i - 1]?.group !== row.group && h("tr", { class: "group" }, h("th", { scope: "colgroup", colspan: details.length + 1 }, row.group)),
        h("tr", { class: row.same ? "same" : null }, h("th", { scope: "row" }, row.name), row.texts.map((text) => h("td", { class: "number" }, text)))])))),
    hidden > 0 && h("p", { class: "note body", style: { padding: "8px 14px" } }, `${plural(hidden, "setting")} the same in all of them.`));
  }

  function changed(what) {
    const x = what.x && what.x !== look.x;
    Object.assign(look, what);
    if (x) {
      look.zoom = null;
      controls.zoomed(false);
    }
    keep({ x: look.x === "step" ? "" : look.x, s: look.smooth || "", log: look.log, z: look.zoom?.join("..") });
    chart?.look({ x: look.x, log: look.log });
    draw();
  }

  function zoom(from, to) {
    look.zoom = from === null || from === undefined ? null : [from, to];
    controls.zoomed(look.zoom !== null);
    keep({ z: look.zoom?.map((each) => Number(each.toPrecision(12))).join("..") });
    draw();
  }

  /** Runs that go on are asked again now and then, but not while one looks closely. */
  function rows(message) {
    app.rows.apply(message);
    const byId = new Map((message?.rows ?? []).map((row) => [row.run_id, row]));
    const mine = details.filter((each) => byId.has(each.run.run_id));
    mine.forEach((each) => (each.run = byId.get(each.run.run_id)));
    if (mine.length > 0) {
      timer ??= setTimeout(() => {
        timer = null;
        if (!controls.hovering && !look.zoom) {
          mine.some((each) => !(each.curves ?? []).length) || !metric ? load() : draw();
          drawTable();
        }
      }, AGAIN);
    }
  }

  const themed = onTheme(() => { chart?.look(look); draw(); drawTable(); });
  controls.zoomed(look.zoom !== null);
  app.stream.watch(null, { runs: rows, reset: load }).then(load);

  return {
    title: "Compare",
    keys: { ...controls.keys, d: ["only what differs", () => { all = !all; differs.pick(all); keep({ all }); drawTable(); }] },
    close() {
      asking?.abort();
      clearTimeout(timer);
      themed();
      chart?.close();
    },
  };
}
