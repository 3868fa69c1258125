// One chart of several curves over one x, drawn by uPlot: the smoothed or last value as a line, what was smoothed as a paler
// line behind it, and the span from minimum to maximum of each bin as a band.
import uPlot from "/lib/uplot/uPlot.esm.js";
import { faint } from "../core/colors.js";
import { h, set, s, text } from "../core/dom.js";
import { clock, count, duration, score } from "../core/format.js";
import { token } from "../core/theme.js";
import { nearest } from "./series.js";
import { dragByTouch } from "./touch.js";

const SECONDS = [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200, 21600, 43200, 86400, 172800, 604800];
const sync = uPlot.sync("curves");

/** How a value of x is said, by what x is. */
export const sayX = {
  step: (x) => `step ${count(x)}`,
  epoch: (x) => `epoch ${Number(x.toFixed(2))}`,
  time: (x) => clock(new Date(x * 1000).toISOString()),
  relative: (x) => duration(x),
};

export class Chart {
  /** `lines` are {name, key, color, dash, points}; `zoomed(from, to)` is called with what was dragged over, or null, null. */
  constructor({ title, x, log, height = 230, zoomed, hovered }) {
    this.options = { x, log, height, zoomed, hovered };
    this.legend = h("div", { class: "legend" });
    this.where = h("span", { class: "note where" });
    this.plot = h("div", { class: "plot", role: "img", "aria-label": title });
    this.note = h("p", { class: "note empty-plot" });
    this.element = h("figure", { class: "card chart", "aria-label": title },
      h("header", null, h("h2", null, title), this.legend, h("span", { class: "grow" }), this.where), this.plot, this.note);
    this.hidden = new Set();
    this.window = null;
    this.observer = new ResizeObserver(() => this.#resize());
    this.observer.observe(this.plot);
  }

  /** Draws `lines`, each with its `curve`. With another number of lines, or another look, everything is drawn anew. */
  show(lines, { rebuild = false } = {}) {
    const key = lines.map((line) => `${line.key} ${line.curve.exact} ${line.curve.smooth !== null} ${this.hidden.has(line.key)}`).join("|");
    const fresh = rebuild || key !== this.key || !this.uplot;
    this.lines = lines;
    this.key = key;
    const some = lines.some((line) => line.curve.x.length > 0);
    this.note.hidden = some;
    text(this.note, "No values yet.");
    this.plot.hidden = !some;
    if (some && fresh) {
      this.#build();
    } else if (some) {
      this.uplot.setData(this.#data(), !this.window);
      this.window && this.uplot.setScale("x", this.window);
    }
    this.#legend();
  }

  /** Shows x from `min` to `max`; all there is without them. */
  zoom(min, max) {
    this.window = min === null || min === undefined ? null : { min, max };
    if (this.uplot && this.window) {
      this.uplot.setScale("x", this.window);
    }
  }

  /** Another x or another scale of y. */
  look({ x, log }) {
    Object.assign(this.options, { x, log });
    this.key = "";
  }

  close() {
    this.observer.disconnect();
    this.uplot?.destroy();
    this.uplot = null;
  }

  get width() {
    return Math.max(200, this.plot.clientWidth || 600);
  }

  #visible() {
    return this.lines.filter((line) => !this.hidden.has(line.key) && line.curve.x.length > 0);
  }

  #data() {
    const positive = (values) => (this.options.log ? values.map((value) => (value > 0 ? value : null)) : values);
    const tables = this.#visible().map(({ curve }) => {
      const front = positive(curve.smooth ?? curve.last);
      const behind = curve.smooth ? positive(curve.last) : front.map(() => null);
      return [curve.x, positive(curve.min ?? curve.x.map(() => null)), positive(curve.max ?? curve.x.map(() => null)), behind, front];
    });
    return tables.length ? (tables.length === 1 ? tables[0] : uPlot.join(tables)) : [[]];
  }

  #build() {
    this.uplot?.destroy();
    const { log, x, height, zoomed, hovered } = this.options;
    const series = [{}];
    const bands = [];
    const ratio = 1.6;
    for (const line of this.#visible()) {
      const at = series.length;
      const few = line.curve.x.length <= 30;
      series.push({ stroke: "transparent", width: 0, points: { show: false } }, { stroke: "transparent", width: 0, points: { show: false } });
      series.push({ stroke: faint(line.color, 0.32), width: 1, points: { show: false } });
      series.push({ label: line.name, stroke: line.color, width: ratio, dash: line.dash, spanGaps: true,
        points: { show: few && line.marked !== false, size: line.curve.x.length === 1 ? 8 : 5, fill: line.color, stroke: line.color } });
      if (line.curve.min) {
        bands.push({ series: [at + 1, at], fill: faint(line.color, 0.16) });
      }
    }
    const axis = { stroke: token("muted"), grid: { stroke: token("grid"), width: 1 }, ticks: { show: false }, font: `11px ${getComputedStyle(document.body).fontFamily}` };
    this.uplot = new uPlot({
      width: this.width, height, series, bands, padding: [10, 20, 0, 2],
      legend: { show: false },
      scales: { x: { time: x === "time", range: (u, min, max) => span(min, max) }, y: log ? { distr: 3, log: 10, range: decades } : { range: around } },
      axes: [
        { ...axis, size: 28, gap: 4, space: 64, incrs: x === "relative" ? SECONDS : undefined, values: x === "time" ? undefined : (u, ticks) => ticks.map((tick) => sayTick(x, tick)) },
        { ...axis, size: 52, gap: 4, values: (u, ticks) => ticks.map((tick) => (tick === null || (log && !isRound(tick)) ? "" : sayY(tick))) },
      ],
      cursor: {
        sync: { key: sync.key, scales: ["x", null] }, points: { show: false }, y: false,
        drag: { x: true, y: false, setScale: false },
        bind: { dblclick: () => () => zoomed(null, null) },
      },
      hooks: {
        setSelect: [(u) => {
          if (u.select.width > 6) {
            zoomed(u.posToVal(u.select.left, "x"), u.posToVal(u.select.left + u.select.width, "x"));
          }
          u.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
        }],
        setCursor: [(u) => this.#point(u)],
      },
    }, this.#data(), this.plot);
    if (this.window) {
      this.uplot.setScale("x", this.window);
    }
    this.uplot.over.addEventListener("mouseenter", () => hovered(true));
    this.uplot.over.addEventListener("mouseleave", () => hovered(false));
    dragByTouch(this.uplot);
  }

  #point(u) {
    const left = u.cursor.left;
    const at = left >= 0 ? u.posToVal(left, "x") : null;
    const known = at !== null && Number.isFinite(at);
    text(this.where, known ? sayX[this.options.x](at) : "");
    for (const line of this.lines) {
      const value = this.values?.get(line.key);
      value && text(value, (line.say ?? score)(valueOf(line.curve, known ? at : null)));
    }
  }

  #legend() {
    const key = this.lines.map((line) => line.key + line.color + this.hidden.has(line.key)).join();
    if (this.legendKey !== key) {
      this.legendKey = key;
      this.values = new Map(this.lines.map((line) => [line.key, h("b")]));
      set(this.legend, this.lines.map((line) => h("button", {
        type: "button", class: "line", "aria-pressed": String(!this.hidden.has(line.key)), title: `Show or hide ${line.name}`,
        onclick: () => this.#toggle(line.key),
      }, swatch(line), line.name, this.values.get(line.key))));
    }
    if (!(this.uplot?.cursor.left >= 0)) {
      this.lines.forEach((line) => text(this.values.get(line.key), (line.say ?? score)(valueOf(line.curve, null))));
    }
  }

  #toggle(key) {
    this.hidden.has(key) ? this.hidden.delete(key) : this.hidden.add(key);
    this.show(this.lines);
    this.legend.children[this.lines.findIndex((line) => line.key === key)]?.focus();
  }

  #resize() {
    if (this.uplot && this.plot.clientWidth > 0 && this.plot.clientWidth !== this.uplot.width) {
      this.uplot.setSize({ width: this.width, height: this.options.height });
    }
  }
}

const valueOf = (curve, x) => {
  const at = x === null ? curve.x.length - 1 : nearest(curve.x, x);
  return at < 0 ? null : (curve.smooth ?? curve.last)[at];
};

/** A short piece of a line as it is drawn, for legends. */
export const swatch = (line) => s("svg", { width: 20, height: 8, viewBox: "0 0 20 8", "aria-hidden": "true" },
  s("line", { x1: 0, y1: 4, x2: 20, y2: 4, stroke: line.color, "stroke-width": 2.4, "stroke-dasharray": line.dash.join(" ") || null }));

const span = (min, max) => (min === null || max === null ? [0, 1] : min === max ? [min - 0.5, max + 0.5] : [min, max]);

function around(u, min, max) {
  if (min === null || max === null) {
    return [0, 1];
  }
  const room = (max - min) * 0.06 || Math.abs(max) * 0.1 || 0.5;
  return [min >= 0 && min - room < 0 ? 0 : min - room, max + room];
}

function decades(u, min, max) {
  return min > 0 && max > 0 ? [min / 1.25, max * 1.25] : [0.1, 10];
}

function sayTick(x, tick) {
  if (x === "relative") {
    return duration(tick);
  }
  const size = Math.abs(tick);
  return size >= 1e6 ? `${Number((tick / 1e6).toFixed(3))}M` : size >= 1e4 ? `${Number((tick / 1e3).toFixed(2))}k` : String(Number(tick.toFixed(3)));
}

// On a logarithmic axis the first tick may be the edge, which is no round number.
const isRound = (tick) => Math.abs(Number(tick.toPrecision(1)) - tick) < 1e-9 * Math.abs(tick);

const sayY = (tick) => (tick !== 0 && (Math.abs(tick) < 1e-4 || Math.abs(tick) >= 1e5) ? tick.toExponential(0).replace("e+", "e") : String(Number(tick.toPrecision(4))));

