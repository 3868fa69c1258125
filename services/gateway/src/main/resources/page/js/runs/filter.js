// Which runs are shown, and what is computed from a row. Pure.
import { isOver, word } from "../core/state.js";

/** Groups of states that one asks for. */
export const STATES = [
  ["", "All"],
  ["active", "Active"],
  ["attention", "Need attention"],
  ["done", "Done"],
];

const GROUPS = {
  active: (row) => !isOver(row),
  attention: (row) => row.alerts > 0 || ["starved", "stalled", "dead", "failed", "rejected"].includes(word(row)),
  done: (row) => ["completed", "stopped"].includes(word(row)),
};

/** Rows that meet `wanted`: {text, state, tag, archived}. Every word of the text has to be found. */
export function filter(rows, { text = "", state = "", tag = "", archived = false }) {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return rows.filter((row) =>
    (archived || !row.archived) &&
    (GROUPS[state]?.(row) ?? true) &&
    (!tag || (row.tags ?? []).includes(tag)) &&
    words.every((each) => haystack(row).includes(each)));
}

const haystack = (row) => [row.run_id, row.name, row.dataset, word(row), row.detail, ...(row.tags ?? [])].join(" ").toLowerCase();

/** Every tag there is, in order. */
export const tags = (rows) => [...new Set(rows.flatMap((row) => row.tags ?? []))].sort();

/** Share of the steps that are trained, or null where that is not known. */
export function share(row) {
  if (["queued", "accepted", "rejected"].includes(row.phase)) {
    return null;
  }
  if (row.phase === "completed") {
    return 1;
  }
  if (row.steps > 0 && row.step >= 0) {
    return Math.min(1, row.step / row.steps);
  }
  return row.epochs > 0 && row.epoch > 0 ? Math.min(1, (row.epoch - 1) / row.epochs) : null;
}

/** Seconds that are left at the present rate, or null. */
export function remaining(row) {
  const left = (row.steps ?? NaN) - (row.step ?? NaN);
  return isOver(row) || !(left >= 0) || !(row.steps_per_second > 0) ? null : left / row.steps_per_second;
}

/** `dataset` in a word: its kind, with the file where there is one. */
export function dataset(described) {
  if (typeof described === "string" || !described) {
    return described || "";
  }
  const [kind, options] = Object.entries(described)[0] ?? ["", {}];
  const file = options?.file ?? options?.folder ?? "";
  return file ? `${kind} ${String(file).split("/").pop()}` : kind;
}
