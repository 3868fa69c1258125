// What the form shows of a run file, and how a change in the form changes it. What the form does not know is left as it is. Pure.
import { flow } from "./yaml-write.js";
import { one } from "./yaml-read.js";

/** The dataset as {kind, options}. */
export function datasetOf(run) {
  const said = run.dataset;
  if (said && typeof said === "object") {
    const [kind, options] = Object.entries(said)[0] ?? ["", {}];
    return { kind, options: options && typeof options === "object" ? options : {} };
  }
  return { kind: said ?? "", options: {} };
}

/** The dataset as it is written: a name alone where there are no options. */
export const writeDataset = (kind, options) => {
  const some = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== "" && value !== null && value !== undefined));
  return Object.keys(some).length ? { [kind]: some } : kind;
};

/** The layers in the short form, as {kind, main, activation, rest}; null where the model is Keras's own JSON. */
export function layersOf(run) {
  const model = run.model ?? {};
  if (model.class_name || (model.layers ?? []).some?.((layer) => layer?.class_name)) {
    return null;
  }
  return (Array.isArray(model.layers) ? model.layers : []).map((layer) => {
    if (typeof layer === "string") {
      return { kind: layer, main: {}, activation: "", rest: {} };
    }
    const [[kind, main], ...others] = Object.entries(layer ?? {}).length ? Object.entries(layer) : [["", {}]];
    const { activation, ...rest } = Object.fromEntries(others);
    return typeof activation === "string" || activation === undefined ? { kind, main, activation: activation ?? "", rest } : { kind, main, activation: "", rest: { activation, ...rest } };
  });
}

/** A layer as it is written. */
export const writeLayer = ({ kind, main, activation, rest }) => ({ [kind]: main, ...(activation ? { activation } : {}), ...rest });

/** The optimizer's name and its learning rate, where that is a number. */
export function optimizerOf(run) {
  const said = run.compile?.optimizer;
  if (said && typeof said === "object") {
    const [name, config] = said.class_name ? [said.class_name, said.config ?? {}] : Object.entries(said)[0] ?? ["", {}];
    const rate = typeof config === "object" ? config?.learning_rate : config;
    return { name, config: typeof config === "object" ? config ?? {} : { learning_rate: config }, rate: typeof rate === "number" ? rate : "" };
  }
  return { name: said ?? "", config: {}, rate: "" };
}

/** The optimizer as it is written; `rate` "" is Keras's default. */
export function writeOptimizer(name, config, rate) {
  const { learning_rate: before, ...rest } = config;
  const kept = rate === "" ? (typeof before === "object" ? { learning_rate: before } : {}) : { learning_rate: rate };
  const all = { ...rest, ...kept };
  return Object.keys(all).length ? { [name]: all } : name;
}

/** `run` with the value at `path` (["fit", "epochs"]) changed; undefined takes it out. */
export function withValue(run, path, value) {
  const [key, ...rest] = path;
  const inner = rest.length ? withValue(run?.[key] && typeof run[key] === "object" ? run[key] : {}, rest, value) : value;
  const copy = { ...run, [key]: inner };
  if (inner === undefined || (rest.length && Object.keys(inner).length === 0)) {
    delete copy[key];
  }
  return copy;
}

/** What is typed into a field: a number, a list, a word. */
export function typed(said) {
  if (said.trim() === "") {
    return undefined;
  }
  try {
    return one(said.trim());
  } catch {
    return said.trim();
  }
}

/** Settings in one line, without their braces: `kernel_size: 3, strides: 2`. */
export const inLine = (object) => (Object.keys(object).length ? flow(object).slice(1, -1) : "");

/** Settings typed in one line; null where they cannot be read. */
export function fromLine(said) {
  if (said.trim() === "") {
    return {};
  }
  try {
    const read = one(`{${said}}`);
    return Object.values(read).every((value) => value !== null) ? read : null;
  } catch {
    return null;
  }
}

/**
 * The field of the form that a server's message belongs to: of all `names` the longest that the message's field begins with, or
 * that begins with it. "" where there is none.
 */
export function fieldFor(message, names) {
  const field = String(message ?? "").replace(/^(compile\.optimizer)\.\w+\.(learning_rate)/, "$1.$2");
  const begins = (long, short) => long === short || (long.startsWith(short) && /[.[]/.test(long[short.length] ?? ""));
  const within = names.filter((name) => begins(field, name)).sort((a, b) => b.length - a.length);
  return within[0] ?? names.find((name) => begins(name, field)) ?? "";
}
