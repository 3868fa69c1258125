// A run's checkpoints with what they scored, newest first, to be downloaded.
import { get, run } from "../core/api.js";
import { card, h, set, table } from "../core/dom.js";
import { bytes, clock, count, NONE, score, words } from "../core/format.js";

export function open(place, context) {
  const body = h("div", null, h("p", { class: "empty" }, "Loading…"));
  place.append(card("Checkpoints", h("span", { class: "note" }, "The three newest, and those that are the best so far, are kept."), body));
  let timer = 0;

  async function load() {
    try {
      const answer = await get(run(context.id, "checkpoints"));
      draw(answer?.checkpoints ?? []);
    } catch (failure) {
      set(body, h("p", { class: "banner bad", role: "alert" }, failure.message));
    }
  }

  function draw(list) {
    if (list.length === 0) {
      set(body, h("p", { class: "empty" }, "No checkpoint yet. The first comes after ten seconds, or at the epoch's end."));
      return;
    }
    const columns = scored(list);
    const best = columns.map((column) => bestOf(list, column));
    const sorted = [...list].sort((a, b) => b.step - a.step || (b.time ?? "").localeCompare(a.time ?? ""));
    set(body, table("Checkpoints, newest first",
      [{ label: "Checkpoint" }, { label: "Epoch", number: true }, { label: "Step", number: true }, { label: "Cause" },
        ...columns.map(([split, metric]) => ({ label: `${split} ${words(metric)}`, number: true })),
        { label: "Time" }, { label: "Size", number: true }, { label: "Kernels" }, { label: "Download" }],
      sorted.map((each) => [
        h("span", { class: "mono", title: each.sha256 ? `SHA-256 ${each.sha256}` : null }, each.checkpoint),
        count(each.epoch), count(each.step), each.cause ?? NONE,
        ...columns.map(([split, metric], i) => {
          const value = each.values?.[split]?.[metric];
          return value !== undefined && value === best[i] ? h("b", { title: "The best of those here" }, `${score(value)} ★`) : score(value);
        }),
        clock(each.time), bytes(each.bytes), each.provenance?.kernels ?? NONE,
        each.available === false ? h("span", { class: "muted" }, "superseded") : h("span", { class: "downloads" },
          ["keras", "safetensors"].map((type) => h("a", { download: "", href: run(context.id, `checkpoints/${encodeURIComponent(each.checkpoint)}.${type}`), "aria-label": `Download ${each.checkpoint} as .${type}` }, `.${type}`))),
      ])));
  }

  load();
  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(load, 500);
  };
  return {
    hear: { reset: load, event: (event) => ["checkpointed", "evaluated", "completed", "stopped"].includes(event?.type) && later() },
    close: () => clearTimeout(timer),
  };
}

/** The [split, metric] pairs that were scored. Pure. */
export function scored(list) {
  const found = new Map();
  for (const { values } of list) {
    for (const [split, scores] of Object.entries(values ?? {})) {
      Object.keys(scores ?? {}).forEach((metric) => found.set(`${split} ${metric}`, [split, metric]));
    }
  }
  return [...found.values()];
}

const LESS = /loss|error|divergence|entropy|hinge|poisson|logcosh|huber/;

/** The best value of a column; where only one is known, none is marked. Pure. */
export function bestOf(list, [split, metric]) {
  const values = list.map((each) => each.values?.[split]?.[metric]).filter(Number.isFinite);
  return values.length < 2 ? undefined : LESS.test(metric) ? Math.min(...values) : Math.max(...values);
}
