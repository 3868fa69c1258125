// What a run was asked for, in tables, with what it was made of; and what people say of it: tags, a note, archive, alert rules.
import { card, h, set, table } from "../core/dom.js";
import { clock, count, described, setting, words } from "../core/format.js";
import { annotation } from "./annotation.js";
import { optimizer } from "./optimizer.js";

export function open(place, context) {
  const said = h("div");
  const asked = h("div", { class: "stack" });
  place.append(h("div", { class: "settings" }, asked, h("div", { class: "stack" }, said)));
  annotation(said, context);
  const draw = () => set(asked, describe(context.detail));
  draw();
  return { hear: { detail: draw } };
}

function describe({ run, request, data, notes, provenance, learning_rate: rate, ...rest }) {
  const { name, config } = optimizer(request?.compile);
  const compile = request?.compile ?? {};
  return [
    card("Model", null, layers(request?.model)),
    card("Training", null, h("div", { class: "body" }, h("dl", { class: "facts" },
      facts({ optimizer: name, ...without(config, ["name"]), ...(rate !== null && rate !== undefined ? { "learning rate now": rate } : {}) }),
      facts({ loss: compile.loss, metrics: compile.metrics, ...without(compile, ["optimizer", "loss", "metrics"]) }),
      facts(request?.fit ?? {})))),
    card("Data", null, h("div", { class: "body" }, h("dl", { class: "facts" },
      facts(Object.fromEntries(Object.entries(typeof request?.dataset === "object" ? request.dataset : { [request?.dataset ?? run.dataset]: {} }).flatMap(([kind, options]) => [["dataset", kind], ...Object.entries(options ?? {})]))),
      facts({ "training examples": counted(rest.training_samples), "validation examples": counted(rest.validation_samples), "test examples": counted(rest.test_samples) }),
      facts({ inputs: data?.inputs && `${data.inputs.dtype} (${(data.inputs.shape ?? []).join(", ")})`, targets: targets(data?.targets), preparation: data?.preparation?.kind })),
      (notes ?? []).map((note) => h("p", { class: "note", style: { "margin-top": "6px" } }, note)),
      data?.preparation?.columns && columns(data.preparation.columns))),
    card("Provenance", null, h("div", { class: "body" }, h("dl", { class: "facts" },
      facts({ "run id": run.run_id, requested: clock(run.requested_at), ended: run.ended_at ? clock(run.ended_at) : null }),
      facts(flat(provenance ?? {})))),
      h("details", { class: "raw" }, h("summary", null, "The request as it is on the topic"), h("pre", { tabindex: "0" }, JSON.stringify(request, null, 1)))),
  ];
}

const without = (object, names) => Object.fromEntries(Object.entries(object).filter(([name]) => !names.includes(name)));
const counted = (n) => (n > 0 ? count(n) : null);

const facts = (values) => Object.entries(values)
  .filter(([, value]) => value !== null && value !== undefined && value !== "" && !(typeof value === "object" && Object.keys(value).length === 0))
  .map(([name, value]) => [h("dt", null, words(name)), h("dd", null, described(value))]);

function targets(said) {
  if (said?.kind === "classes") {
    return `${said.count} classes${said.names?.length ? `: ${said.names.slice(0, 12).join(", ")}${said.names.length > 12 ? ", …" : ""}` : ""}`;
  }
  return said ? `values${said.columns?.length ? `: ${said.columns.join(", ")}` : ""}` : null;
}

function columns(list) {
  return h("details", null, h("summary", null, `${list.length} columns go in`), table("Columns that go into the model",
    [{ label: "Column" }, { label: "Type" }, { label: "Mean", number: true }, { label: "Deviation", number: true }, { label: "Values" }],
    list.map((each) => [each.name, each.type ?? "", setting(each.mean), setting(each.deviation), (each.values ?? []).slice(0, 8).join(", ") + (each.values?.length > 8 ? ", …" : "")])));
}

/** `{origin: {service: "a"}}` as `{"origin service": "a"}`. Pure. */
export function flat(object, before = "") {
  return Object.fromEntries(Object.entries(object).flatMap(([name, value]) =>
    value && typeof value === "object" && !Array.isArray(value) ? Object.entries(flat(value, `${before}${name} `)) : [[before + name, value]]));
}

const KNOWN = ["units", "filters", "kernel_size", "pool_size", "strides", "padding", "activation", "rate", "target_shape", "input_dim", "output_dim"];
const HIDDEN = new Set(["name", "sparse", "ragged", "optional", "trainable", "dtype", "batch_shape", "registered_name", "quantization_config", ...KNOWN]);

function layers(model) {
  const list = model?.config?.layers ?? [];
  if (list.length === 0) {
    return h("p", { class: "empty" }, "The data-loader chooses a network for the data.");
  }
  return table("Layers of the model", [{ label: "Layer" }, { label: "Kind" }, { label: "Size" }, { label: "Activation" }, { label: "Other settings" }], list.map((layer) => {
    const config = layer.config ?? {};
    return [config.name ?? "", layer.class_name ?? "", size(config), typeof config.activation === "string" ? config.activation : "", other(config)];
  }));
}

function size(config) {
  if (config.batch_shape) {
    return `(${config.batch_shape.slice(1).join(", ")})`;
  }
  return KNOWN.filter((name) => name !== "activation" && config[name] !== undefined && config[name] !== null)
    .map((name) => (["units", "filters", "rate"].includes(name) ? setting(config[name]) : `${words(name)} ${[config[name]].flat().join("×")}`)).join(", ");
}

function other(config) {
  const said = Object.entries(config).filter(([name, value]) => !HIDDEN.has(name) && value !== null && value !== undefined && !(typeof value === "object" && value.class_name && /Glorot|Zeros/.test(value.class_name)));
  const parts = said.filter(([name, value]) => !(name === "use_bias" && value === true)).map(([name, value]) => `${words(name)} ${described(value)}`);
  return h("span", { class: "muted" }, [config.trainable === false ? "frozen" : "", ...parts].filter(Boolean).join(", "));
}
