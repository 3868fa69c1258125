// One HTML file of a run, to share: curves as SVG, scores, settings and events, and its data as JSON. It has no scripts and needs no
// server. Everything in it is made as DOM and written out by the browser, so that nothing said by a topic becomes HTML.
import { get, run } from "../core/api.js";
import { h, s, set, table } from "../core/dom.js";
import { clock, count, duration, percent, plural, score, words } from "../core/format.js";
import { word } from "../core/state.js";
import { rowsOf } from "../compare/diff.js";
import { smoothing } from "./controls.js";
import { sentence } from "./events.js";
import { mistakes } from "./matrix.js";
import { curve, metricsOf, splitsOf } from "./series.js";
import { path, ticks } from "./svg-curve.js";

const SMOOTH = 0.6;

const STYLE = `:root{color-scheme:light dark;--bg:#fff;--text:#1b2126;--muted:#565f67;--line:#dfdfd9;--training:#1c68ac;--validation:#b9500a;--test:#25783a}
@media(prefers-color-scheme:dark){:root{--bg:#15191c;--text:#e3e7ea;--muted:#9ba6ae;--line:#2a3035;--training:#6db7f7;--validation:#f5a05c;--test:#7fce8f}}
body{margin:0 auto;padding:24px;max-width:1100px;background:var(--bg);color:var(--text);font:14px/1.5 system-ui,sans-serif;font-variant-numeric:tabular-nums}
h1{font-size:22px;margin:0}h2{font-size:15px;margin:28px 0 8px}.muted{color:var(--muted)}.charts{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,460px),1fr));gap:18px}
figure{margin:0}figcaption{font-weight:600}svg{width:100%;height:auto;display:block}svg text{fill:var(--muted);font-size:11px}.grid{stroke:var(--line)}path{fill:none;stroke-width:1.6}path.raw{opacity:.35;stroke-width:1}
.training{stroke:var(--training)}.validation{stroke:var(--validation);stroke-dasharray:7 4}.test{stroke:var(--test);stroke-dasharray:2 3}circle{stroke:none}circle.training{fill:var(--training)}circle.validation{fill:var(--validation)}circle.test{fill:var(--test)}
table{border-collapse:collapse;width:100%;font-size:13px}th,td{text-align:left;padding:3px 10px 3px 0;border-bottom:1px solid var(--line);vertical-align:top;overflow-wrap:anywhere}.number{text-align:right}caption,.visually-hidden{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}`;

/** Builds the file and hands it to the browser to save. */
export async function save(context) {
  const html = await build(context);
  const url = URL.createObjectURL(new Blob([html], { type: "text/html" }));
  const link = h("a", { href: url, download: `${context.detail.run.run_id}.html` });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/** The file's text. */
export async function build({ detail, log }) {
  const id = detail.run.run_id;
  const wanted = metricsOf(detail.curves).flatMap((metric) => splitsOf(detail.curves, metric).map((split) => ({ metric, split })));
  const curves = await Promise.all(wanted.map(async (each) => {
    const ema = smoothing({ smooth: SMOOTH }, detail.curves.find((known) => known.metric === each.metric && known.split === each.split));
    return { ...each, ...curve(await get(run(id, "series", { ...each, points: 1000, ema })), ema ?? 0) };
  }));
  const [{ checkpoints = [] }, { reports = [] }] = await Promise.all([get(run(id, "checkpoints")), get(run(id, "reports"))]);
  const { run: row } = detail;
  const page = document.implementation.createHTMLDocument(`${row.name} · Millrace`);
  page.documentElement.lang = "en";
  page.head.prepend(h("meta", { charset: "utf-8" }), h("meta", { name: "viewport", content: "width=device-width, initial-scale=1" }));
  page.head.append(h("style", null, STYLE));
  const settings = rowsOf([detail]).map((each) => [`${each.group}: ${each.name}`, each.texts[0]]);
  set(page.body,
    h("h1", null, row.name || id),
    h("p", { class: "muted" }, `${id} · ${word(row)} · step ${count(row.step)}${row.steps ? ` of ${count(row.steps)}` : ""} · as of ${clock(new Date().toISOString(), new Date(0))}`),
    row.best && h("p", null, `Best ${row.best.split} ${words(row.best.metric)}: `, h("b", null, score(row.best.value)), ` at step ${count(row.best.step)}`),
    row.detail && h("p", null, row.detail),
    detail.annotation?.note ? h("p", null, detail.annotation.note) : "",
    h("h2", null, "Curves"),
    h("p", { class: "muted" }, `By step. Long curves are smoothed (${SMOOTH}), with what was smoothed behind them.`),
    h("div", { class: "charts" }, metricsOf(curves).map((metric) => chart(metric, curves.filter((each) => each.metric === metric)))),
    reports.map(classes),
    h("h2", null, "Settings and results"), table("Settings and results", [{ label: "Setting" }, { label: "Value" }], settings),
    h("h2", null, plural(checkpoints.length, "checkpoint")), table("Checkpoints", [{ label: "Checkpoint" }, { label: "Step", number: true }, { label: "Scores" }],
      checkpoints.map((each) => [each.checkpoint, count(each.step), Object.entries(each.values ?? {}).map(([split, values]) => `${split}: ${Object.entries(values ?? {}).map(([name, value]) => `${words(name)} ${score(value)}`).join(", ")}`).join("; ")])),
    h("h2", null, "Events"), table("Events", [{ label: "Time" }, { label: "Event" }, { label: "" }], log.events.slice(-500).map((event) => [clock(event.time, new Date(0)), event.type, sentence(event)])),
    h("p", { class: "muted" }, `Made by Millrace. Took ${duration((Date.parse(row.ended_at ?? new Date().toISOString()) - Date.parse(row.requested_at)) / 1000)} from its request on.`),
    h("script", { type: "application/json", id: "data" }, JSON.stringify({ detail, curves, reports, checkpoints, events: log.events }).replaceAll("<", "\\u003c")));
  return `<!doctype html>\n${page.documentElement.outerHTML}`;
}

function classes(report) {
  const name = (i) => String(report.classes?.[i] ?? i);
  return [
    h("h2", null, `Classes, ${report.split} split, ${report.checkpoint}`),
    table(`Scores by class, ${report.split}`, [{ label: "Class" }, { label: "Examples", number: true }, { label: "Precision", number: true }, { label: "Recall", number: true }, { label: "F1", number: true }],
      (report.per_class ?? []).map((each, i) => [name(i), count(each.support), percent(each.precision, 1), percent(each.recall, 1), percent(each.f1, 1)])),
    h("p", { class: "muted" }, `Most frequent mistakes: ${mistakes(report, 12).map((each) => `${name(each.actual)} taken for ${name(each.predicted)} ${count(each.count)}×`).join(", ") || "none"}.`),
  ];
}

function chart(metric, curves) {
  const [width, height, left, low] = [520, 240, 46, 22];
  const flat = (key) => curves.flatMap((each) => each[key] ?? []).filter(Number.isFinite);
  const xs = flat("x");
  const ys = flat("last");
  const [x0, x1] = [Math.min(...xs), Math.max(...xs)];
  const [y0, y1] = [Math.min(...ys), Math.max(...ys)];
  const x = (value) => left + ((value - x0) / (x1 - x0 || 1)) * (width - left - 10);
  const y = (value) => 10 + (1 - (value - y0) / (y1 - y0 || 1)) * (height - low - 20);
  return h("figure", null,
    h("figcaption", null, words(metric), " ", h("span", { class: "muted" }, curves.map((each) => `${each.split} ${score(each.last.at(-1))}`).join(", "))),
    s("svg", { viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": `Curves of ${words(metric)}` },
      ys.length === 0 ? null : [
        ticks(y0, y1, 6).map((tick) => [s("line", { class: "grid", x1: left, x2: width - 10, y1: y(tick), y2: y(tick) }), s("text", { x: left - 6, y: y(tick) + 4, "text-anchor": "end" }, String(Number(tick.toPrecision(4))))]),
        ticks(x0, x1, 5).map((tick) => s("text", { x: x(tick), y: height - 4, "text-anchor": "middle" }, count(tick))),
        curves.map((each) => [
          each.smooth && s("path", { class: `${each.split} raw`, "stroke-dasharray": "none", d: path(each.x, each.last, x, y) }),
          each.x.length === 1 ? s("circle", { class: each.split, cx: x(each.x[0]), cy: y(each.last[0] ?? y0), r: 4 }) : s("path", { class: each.split, d: path(each.x, each.smooth ?? each.last, x, y) })])]));
}
