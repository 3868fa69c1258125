// One curve as the server decimated it, and how points that come after are folded into its last bin. Pure.
//
// A bin covers `bin` steps, from a multiple of `bin` on, and keeps the least, the greatest and the last value of them, so
// nothing that stands out is lost, and a bin is the same whichever window is asked for.

const finite = (value) => (typeof value === "number" && Number.isFinite(value) ? value : null);

/** What is drawn of an answer to `…/series`. */
export function curve(answer, ema = 0) {
  const columns = answer?.columns ?? {};
  const x = (columns.x ?? []).map(Number);
  const last = (columns.last ?? []).map(finite);
  const exact = answer?.exact ?? true;
  return {
    x,
    last,
    min: exact ? null : (columns.min ?? last).map(finite),
    max: exact ? null : (columns.max ?? last).map(finite),
    smooth: columns.smooth ? columns.smooth.map(finite) : null,
    ema: columns.smooth ? ema : 0,
    bin: answer?.bin ?? 1,
    exact,
    total: answer?.total ?? x.length,
    upTo: answer?.up_to ?? -1,
  };
}

/** Adds the value of a step. Says whether anything has changed: a step that is known already is passed over. */
export function fold(to, step, said) {
  const value = finite(said);
  if (step <= to.upTo) {
    return false;
  }
  const bin = Math.max(1, to.bin);
  const at = to.x.length - 1;
  const same = !to.exact && at >= 0 && Math.floor(to.x[at] / bin) === Math.floor(step / bin);
  const smooth = to.smooth && smoothed(to.smooth[at], value, to.ema);
  to.upTo = step;
  to.total++;
  if (same) {
    to.last[at] = value;
    if (value !== null) {
      to.min[at] = Math.min(to.min[at] ?? value, value);
      to.max[at] = Math.max(to.max[at] ?? value, value);
    }
    to.smooth && (to.smooth[at] = smooth);
    return true;
  }
  to.x.push(step);
  to.last.push(value);
  to.min?.push(value);
  to.max?.push(value);
  to.smooth?.push(smooth);
  return true;
}

/** The exponential moving average goes on from `before`. */
export const smoothed = (before, value, ema) =>
  value === null ? before ?? null : before === null || before === undefined ? value : ema * before + (1 - ema) * value;

/** Index of the value of `xs` (ascending) that is nearest to `x`; -1 where there is none. */
export function nearest(xs, x) {
  if (xs.length === 0) {
    return -1;
  }
  let low = 0;
  let high = xs.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    xs[middle] < x ? (low = middle) : (high = middle);
  }
  return Math.abs(xs[low] - x) <= Math.abs(xs[high] - x) ? low : high;
}

/** Metrics in the order in which they are shown: loss, accuracy, then others by name. */
export function metricsOf(curves) {
  const names = [...new Set((curves ?? []).map((each) => each.metric))];
  const place = (name) => (name === "loss" ? 0 : name.includes("accuracy") ? 1 : name === "learning_rate" ? 3 : 2);
  return names.sort((a, b) => place(a) - place(b) || a.localeCompare(b));
}

const SPLITS = ["training", "validation", "test"];

/** The splits of which there is a curve of `metric`. */
export function splitsOf(curves, metric) {
  const found = (curves ?? []).filter((each) => each.metric === metric).map((each) => each.split);
  return [...SPLITS.filter((split) => found.includes(split)), ...found.filter((split) => !SPLITS.includes(split))];
}
