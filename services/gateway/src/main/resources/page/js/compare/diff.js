// What runs were asked for and what came of it, as one table: a row for each setting, a column for each run. Pure.
import { count, described, duration, percent, rate, score, setting, words } from "../core/format.js";
import { word } from "../core/state.js";
import { optimizer } from "../run/optimizer.js";
import { dataset, remaining, share } from "../runs/filter.js";

/** {group, name, values, texts, same} for each setting and each result of these runs. */
export function rowsOf(details) {
  return [...results(details), ...group("Optimizer", details.map(training)), ...group("Fit", details.map((each) => flat(each.request?.fit ?? {}))),
    ...group("Data", details.map(data)), ...group("Model", details.map(model))];
}

function results(details) {
  const rows = details.map(({ run }) => run);
  const metrics = [...new Set(rows.flatMap((row) => Object.entries(row.last ?? {}).flatMap(([split, values]) => Object.keys(values ?? {}).map((metric) => `${split} ${metric}`))))].sort();
  const row = (name, values, said) => ({ group: "Results", name, values, texts: values.map(said), same: same(values), result: true });
  return [
    row("state", rows.map(word), String),
    row("best", rows.map((each) => each.best?.value ?? null), (value) => score(value)),
    ...metrics.map((each) => {
      const [split, ...metric] = each.split(" ");
      return row(words(each), rows.map((run) => run.last?.[split]?.[metric.join(" ")] ?? null), score);
    }),
    row("steps", rows.map((each) => each.step ?? null), count),
    row("done", rows.map(share), (value) => percent(value)),
    row("steps/s", rows.map((each) => each.steps_per_second ?? null), rate),
    row("duration", rows.map(lasted), duration),
    row("left", rows.map(remaining), duration),
  ];
}

const lasted = (row) => {
  const seconds = (Date.parse(row.ended_at ?? "") - Date.parse(row.requested_at ?? "")) / 1000;
  return Number.isFinite(seconds) ? seconds : null;
};

function training({ request }) {
  const { name, config } = optimizer(request?.compile);
  const { optimizer: left, ...rest } = request?.compile ?? {};
  return { optimizer: name, ...flat(config), ...flat(rest) };
}

function data(detail) {
  const described = detail.request?.dataset;
  const options = described && typeof described === "object" ? Object.values(described)[0] : {};
  return { dataset: dataset(described ?? detail.run.dataset), ...flat(options ?? {}), "training examples": detail.training_samples, "validation examples": detail.validation_samples, "test examples": detail.test_samples };
}

function model({ request }) {
  const layers = (request?.model?.config?.layers ?? []).filter((layer) => layer.class_name !== "InputLayer");
  const said = layers.map((layer) => {
    const c = layer.config ?? {};
    const size = [c.units, c.filters, c.rate, c.pool_size].filter((each) => each !== undefined && each !== null).flat().join("×");
    return [layer.class_name, size, typeof c.activation === "string" && c.activation !== "linear" ? c.activation : ""].filter(Boolean).join(" ");
  });
  return { layers: layers.length, ...Object.fromEntries(said.map((each, i) => [`layer ${i + 1}`, each])) };
}

/** `{a: {b: 1}}` as `{"a b": 1}`; lists as text. */
function flat(object, before = "") {
  return Object.fromEntries(Object.entries(object ?? {}).flatMap(([name, value]) =>
    value && typeof value === "object" && !Array.isArray(value) ? Object.entries(flat(value.config ? { [value.class_name ?? ""]: value.config } : value, `${before}${words(name)} `)) : [[before + words(name), Array.isArray(value) ? described(value) : value]]));
}

function group(name, objects) {
  const keys = [...new Set(objects.flatMap((each) => Object.keys(each)))].filter((key) => key !== "name" && objects.some((each) => ![null, undefined, ""].includes(each[key])));
  return keys.map((key) => {
    const values = objects.map((each) => each[key] ?? null);
    return { group: name, name: key, values, texts: values.map(setting), same: same(values), result: false };
  });
}

const same = (values) => values.every((value) => JSON.stringify(value) === JSON.stringify(values[0]));
