// The head of a run's page: its name, one line that says how it is, what can be done with it, and alerts that hold.
import { h, set } from "../core/dom.js";
import { age, clock, count, duration, percent, rate, score, words } from "../core/format.js";
import { badge, isOver, tone, word } from "../core/state.js";
import { remaining, share } from "../runs/filter.js";

const TONES = { bad: "bad", over: "calm", wait: "calm" };

/** Draws the line that says how a run is. */
export function statusLine(place, row, flows) {
  const over = isOver(row);
  const left = remaining(row);
  const part = share(row);
  const fact = (name, ...value) => h("span", { class: "fact" }, h("span", { class: "muted" }, name), " ", h("b", null, value));
  set(place,
    badge(row),
    h("span", { class: "fact" }, h("span", { class: "muted" }, "step"), " ", h("b", null, count(row.step)), row.steps ? h("span", { class: "muted" }, ` / ${count(row.steps)}`) : null),
    row.epochs > 0 && fact("epoch", `${row.epoch ?? 0}/${row.epochs}`),
    !over && fact("steps/s", rate(row.steps_per_second)),
    !over && left !== null && fact("left", duration(left)),
    !over && row.waiting_share > 0.02 && fact("waits for input", percent(row.waiting_share)),
    row.best && fact(`best ${row.best.split} ${words(row.best.metric)}`, score(row.best.value)),
    over && row.ended_at ? fact("ended", clock(row.ended_at)) : fact("age", age(row.requested_at)),
    h("div", { class: "progress", "aria-hidden": "true" }, h("i", { style: { width: `${((part ?? 0) * 100).toFixed(2)}%` } })));
  place.dataset.state = word(row);
  return reason(row, flows);
}

/** Why a run stands still or how it ended, in a sentence; "" where nothing is wrong. Pure. */
export function reason(row, flows) {
  const name = word(row);
  if (["failed", "rejected", "malformed"].includes(name)) {
    return row.detail || "No reason was given.";
  }
  if (["stopped", "completed", "queued", "accepted"].includes(name)) {
    return row.detail ?? "";
  }
  if (["starved", "stalled", "dead"].includes(name)) {
    return flows?.why || row.detail || {
      starved: "The trainer is alive and waits for mini-batches.",
      stalled: "No heartbeat from the trainer for more than 5 s.",
      dead: "Neither the run nor its trainer was heard of for 30 s. Another trainer goes on from the last checkpoint, once there is one.",
    }[name];
  }
  return flows?.stuck ? flows.why ?? "" : "";
}

/** Draws why a run stands still, and the alerts that hold. */
export function banners(place, row, why, alerts) {
  const name = word(row);
  set(place,
    why && h("p", { class: `banner ${TONES[tone(name)] ?? ""}`, role: "status" },
      h("b", null, name), row.since && !isOver(row) ? ` since ${clock(row.since)}` : "", ": ", why),
    (alerts ?? []).filter((alert) => alert.rule !== name && !(name === "failed" && String(alert.rule).startsWith("failed:"))).map((alert) => h("p", { class: "banner bad", role: "status" },
      h("b", null, "Alert"), ": ", alert.rule, Number.isFinite(alert.value) ? `, now ${score(alert.value)}` : "",
      alert.since_step !== undefined && alert.since_step !== null ? `, since step ${count(alert.since_step)}` : "",
      alert.since ? ` (${clock(alert.since)})` : "")));
}
