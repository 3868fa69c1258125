// A run's state in one word with a picture, in the tone of good, waiting, warning or bad. The word is always there: the colour only helps.
import { h, s } from "./dom.js";
import { age, clock } from "./format.js";

const TONES = {
  running: "good", starved: "warn", stalled: "warn", dead: "bad", waiting: "wait", queued: "wait", accepted: "wait",
  completed: "over", stopped: "over", failed: "bad", rejected: "bad", malformed: "bad",
};

const PATHS = {
  running: "M2 1.5v9l8-4.5z",
  starved: "M6 1a5 5 0 1 0 0 10zM6 1a5 5 0 0 1 0 10",
  stalled: "M2.5 1.5h2.6v9H2.5zM7 1.5h2.6v9H7z",
  completed: "M1.5 6.5l3 3 6-7",
  stopped: "M2 2h8v8H2z",
  failed: "M2 2l8 8M10 2l-8 8",
};

/** The one word: how it is while it lasts, how it ended once it is over. Pure. */
export const word = (row) => (row.liveness === "over" || !row.liveness ? row.phase : row.liveness === "waiting" ? row.phase : row.liveness);

export const tone = (name) => TONES[name] ?? "over";

export const isOver = (row) => row.liveness === "over" || ["completed", "stopped", "failed", "rejected", "malformed"].includes(row.phase);

function icon(name) {
  const drawing = { dead: "failed", rejected: "failed" }[name] ?? name;
  const lines = drawing === "completed" || drawing === "failed";
  return s("svg", { viewBox: "0 0 12 12", "aria-hidden": "true" },
    PATHS[drawing]
      ? s("path", { d: PATHS[drawing], fill: lines || drawing === "starved" ? "none" : null, "stroke-width": lines ? 2 : 1, "stroke-linecap": "round" })
      : s("circle", { cx: 6, cy: 6, r: 4, fill: "none", "stroke-width": 1.8 }),
    drawing === "starved" && s("path", { d: "M6 1a5 5 0 1 0 0 10z", stroke: "none" }));
}

/** The state as an element; with `since`, how long it has been so, where that is worth knowing. */
export function badge(row, now = Date.now()) {
  const name = word(row);
  const long = ["starved", "stalled", "dead"].includes(name) && row.since;
  return h("span", { class: "state", dataset: { tone: tone(name) }, title: row.since ? `${name} since ${clock(row.since)}` : null },
    icon(name), h("span", null, name), long && h("span", { class: "since" }, age(row.since, now)));
}
