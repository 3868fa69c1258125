// Numbers, times and sizes as people read them. Pure; what is missing or not finite is a dash.

export const NONE = "–";

const has = (value) => typeof value === "number" && Number.isFinite(value);

/** A whole number: 12,345. Without Intl, which takes a tenth of a millisecond a number. */
export const count = (value) => (has(value) ? String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, ",") : NONE);

/** A loss or a metric: four significant digits, no more than needed. */
export function score(value) {
  if (!has(value)) {
    return NONE;
  }
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-3 || size >= 1e6)) {
    return value.toExponential(2).replace("e+", "e");
  }
  return size >= 1000 ? count(value) : value.toFixed(size >= 100 ? 1 : size >= 10 ? 2 : 4);
}

/** A setting, as it was written: no digits are lost. */
export function setting(value) {
  if (value === null || value === undefined) {
    return NONE;
  }
  if (typeof value === "number") {
    return String(Number(value.toPrecision(7)));
  }
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** A setting that may have settings of its own, in words: `CosineDecay (decay steps 5000)`. */
export function described(value) {
  if (Array.isArray(value)) {
    return value.map(described).join(", ");
  }
  if (!value || typeof value !== "object") {
    return setting(value);
  }
  const inner = (config) => Object.entries(config ?? {}).filter(([, each]) => each !== null && each !== undefined).map(([name, each]) => `${words(name)} ${described(each)}`).join(", ");
  const list = inner(value.class_name ? value.config : value);
  return value.class_name ? `${value.class_name}${list ? ` (${list})` : ""}` : list;
}

/** Steps per second. */
export function rate(value) {
  if (!has(value)) {
    return NONE;
  }
  return value === 0 || value >= 100 ? count(value) : value >= 10 ? value.toFixed(1) : value.toFixed(2);
}

/** A share as per cent. */
export function percent(value, digits = 0) {
  return has(value) ? `${(value * 100).toFixed(digits)} %` : NONE;
}

/** Seconds: 44 s, 3 min, 2 h 10 min, 4 d. */
export function duration(seconds) {
  if (!has(seconds) || seconds < 0) {
    return NONE;
  }
  if (seconds < 10 && seconds % 1 >= 0.05) {
    return `${seconds.toFixed(1)} s`;
  }
  const s = Math.round(seconds);
  if (s < 100) {
    return `${s} s`;
  }
  if (s < 3600) {
    return s < 600 && s % 60 ? `${Math.floor(s / 60)} min ${s % 60} s` : `${Math.round(s / 60)} min`;
  }
  if (s < 86400) {
    const minutes = Math.round((s % 3600) / 60);
    return minutes > 0 && minutes < 60 ? `${Math.floor(s / 3600)} h ${minutes} min` : `${Math.round(s / 3600)} h`;
  }
  return `${Math.round(s / 86400)} d`;
}

/** How long ago, for a column of ages: 5 s, 3 min, 2 h, 4 d. */
export function age(iso, now = Date.now()) {
  const at = Date.parse(iso ?? "");
  if (Number.isNaN(at)) {
    return NONE;
  }
  const s = Math.max(0, Math.round((now - at) / 1000));
  return s < 60 ? `${s} s` : s < 3600 ? `${Math.floor(s / 60)} min` : s < 86400 ? `${Math.floor(s / 3600)} h` : `${Math.floor(s / 86400)} d`;
}

/** Bytes: 12 kB, 3.4 MB. */
export function bytes(value) {
  if (!has(value) || value < 0) {
    return NONE;
  }
  const units = ["B", "kB", "MB", "GB", "TB"];
  let size = value;
  let unit = 0;
  while (size >= 1000 && unit < units.length - 1) {
    size /= 1000;
    unit++;
  }
  return `${unit === 0 || size >= 100 ? Math.round(size) : size.toPrecision(3)} ${units[unit]}`;
}

/** Time of day, with the date where it is another day. */
export function clock(iso, now = new Date()) {
  const at = new Date(iso ?? NaN);
  if (Number.isNaN(at.getTime())) {
    return NONE;
  }
  const time = [at.getHours(), at.getMinutes(), at.getSeconds()].map(two).join(":");
  return at.toDateString() === now.toDateString() ? time : `${date(at)} ${time}`;
}

const two = (n) => String(n).padStart(2, "0");
const date = (at) => `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;

/** A metric's name as words: "val loss" is said by the split, "mean_squared_error" by itself. */
export const words = (name) => String(name).replaceAll("_", " ");

/** 1 run, 2 runs. */
export const plural = (n, one, many = `${one}s`) => `${count(n)} ${n === 1 ? one : many}`;
