// What is set above the curves: x, smoothing, the scale of y; and what is said of them: how coarse they are, whether they stand still.
import { h, segments, text } from "../core/dom.js";
import { count } from "../core/format.js";

export const XS = [["step", "Step"], ["epoch", "Epoch"], ["time", "Time", "Time of day"], ["relative", "Since start"]];
const SMOOTH = [0, 0.6, 0.9, 0.97];
const FEW = 50;

/** The smoothing of one of a run's curves: none where there are few points, which it would only delay. Pure. */
export const smoothing = (look, known) => (look.smooth > 0 && (known?.points ?? FEW + 1) > FEW ? look.smooth : null);

/** How curves are looked at, by the hash. Pure. */
export function read(params) {
  const x = XS.some(([name]) => name === params.get("x")) ? params.get("x") : "step";
  const smooth = Number(params.get("s") ?? 0);
  const zoom = (params.get("z") ?? "").split("..").map(Number);
  return {
    x,
    smooth: smooth > 0 && smooth < 1 ? smooth : 0,
    log: params.get("log") === "1",
    zoom: zoom.length === 2 && zoom.every(Number.isFinite) && zoom[0] < zoom[1] ? zoom : null,
  };
}

export class Controls {
  hovering = false;

  constructor(look, { changed, zoom, full }) {
    this.look = look;
    this.tellers = { changed, zoom, full };
    const x = segments("What x is", XS, look.x, (value) => changed({ x: value }));
    this.slider = h("input", { type: "range", min: 0, max: 0.99, step: 0.01, value: look.smooth, "aria-label": "Smoothing",
      oninput: () => this.#smoothed(Number(this.slider.value)), onchange: () => changed({ smooth: Number(this.slider.value) }) });
    this.much = h("output", { class: "mono" }, look.smooth.toFixed(2));
    this.log = h("input", { type: "checkbox", checked: look.log, onchange: () => changed({ log: this.log.checked }) });
    this.back = h("button", { type: "button", onclick: () => zoom(null, null) }, "Whole run");
    this.all = h("button", { type: "button", onclick: full, hidden: true }, "Show all points");
    this.state = h("span", { class: "note", role: "status" });
    this.element = h("div", { class: "controls row" },
      x.element,
      h("label", { class: "inline" }, "Smoothing", this.slider, this.much),
      h("label", { class: "inline" }, this.log, "Log"),
      this.back, this.all, this.state);
    this.keys = {
      l: ["logarithmic y", () => this.log.click()],
      s: ["smoothing: none, some, more", () => this.#next()],
      z: ["the whole run again", () => zoom(null, null)],
      Escape: ["", () => zoom(null, null)],
    };
  }

  /** Says how coarse the curves are. */
  tell({ coarse, bin, total }) {
    this.coarse = coarse ? `${count(total)} points in bins of ${count(bin)} steps; the least and the greatest of each are kept.` : "";
    this.all.hidden = !coarse;
    this.#state();
  }

  zoomed(on) {
    this.back.hidden = !on;
    this.isZoomed = on;
    this.#state();
  }

  paused(on) {
    this.isPaused = on;
    this.#state();
  }

  /** Says what went wrong; nothing with "". */
  say(problem) {
    this.problem = problem;
    this.#state();
  }

  #state() {
    text(this.state, this.problem || [this.isZoomed ? "Zoomed: updates wait." : "", this.coarse].filter(Boolean).join(" ") || "");
  }

  #smoothed(value) {
    text(this.much, value.toFixed(2));
  }

  #next() {
    const value = SMOOTH.find((each) => each > this.look.smooth + 0.001) ?? 0;
    this.slider.value = value;
    this.#smoothed(value);
    this.tellers.changed({ smooth: value });
  }
}
