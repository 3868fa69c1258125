// The layers of a model, a line each: kind, main setting, activation, and other settings as they are written in the text.
import { h, set } from "../core/dom.js";
import { setting } from "../core/format.js";
import { fromLine, inLine, layersOf, typed, writeLayer } from "./form-model.js";
import { ACTIVATIONS, EXTRAS, LAYERS } from "./known.js";
import { flow } from "./yaml-write.js";

export class Layers {
  constructor({ changed }) {
    this.tell = changed;
    this.list = [];
    this.fields = new Map();
    this.body = h("div", { class: "layers" });
    this.kindToAdd = h("select", { "aria-label": "Kind of the layer to add" }, Object.keys(LAYERS).map((kind) => h("option", { value: kind }, kind)));
    this.adding = h("div", { class: "row" }, this.kindToAdd, h("button", { type: "button", onclick: () => this.#add() }, "Add layer"));
    this.element = h("div", { class: "stack" }, this.body, this.adding);
  }

  /** Shows the layers of a run file. */
  show(run) {
    const layers = layersOf(run);
    this.adding.hidden = layers === null;
    if (layers === null) {
      this.list = [];
      this.fields.clear();
      this.key = "";
      const count = run.model.config?.layers?.length ?? run.model.layers?.length ?? 0;
      set(this.body, h("p", { class: "note" }, `The model is in Keras's JSON, ${count} layers. It is edited in the text.`));
      return;
    }
    const key = JSON.stringify(layers);
    if (this.key !== key) {
      this.key = key;
      this.list = layers;
      this.#draw();
    }
  }

  #draw() {
    this.fields.clear();
    set(this.body, this.list.length ? this.list.map((layer, i) => this.#row(layer, i)) : h("p", { class: "note" }, "Without layers the data-loader chooses a small network for the data."));
  }

  #row(layer, i) {
    const [label, , activated] = LAYERS[layer.kind] ?? ["setting", {}, true];
    const message = h("span", { class: "wrong", role: "alert" });
    const change = (what) => this.#change(i, what, message);
    const n = `Layer ${i + 1}`;
    const kind = h("select", { "aria-label": `${n}: kind`, onchange: (event) => change({ kind: event.target.value, main: LAYERS[event.target.value]?.[1] ?? {}, activation: "", rest: EXTRAS[event.target.value] ?? {} }) },
      [...new Set([...Object.keys(LAYERS), layer.kind])].map((name) => h("option", { value: name, selected: name === layer.kind }, name)));
    const main = label && h("input", { type: "text", class: "main", "aria-label": `${n}: ${label}`, placeholder: label, title: label,
      value: layer.main && typeof layer.main === "object" ? (Object.keys(layer.main).length ? flow(layer.main) : "") : setting(layer.main), oninput: (event) => change({ main: typed(event.target.value) ?? {} }) });
    const activation = activated && h("select", { "aria-label": `${n}: activation`, onchange: (event) => change({ activation: event.target.value }) },
      [...new Set([...ACTIVATIONS, layer.activation])].map((name) => h("option", { value: name, selected: name === layer.activation }, name || "no activation")));
    const rest = h("input", { type: "text", class: "rest mono", "aria-label": `${n}: other settings`, placeholder: "other settings", spellcheck: "false", value: inLine(layer.rest), oninput: (event) => {
      const read = fromLine(event.target.value);
      event.target.setAttribute("aria-invalid", String(read === null));
      read && change({ rest: read });
    } });
    this.fields.set(`model.layers[${i}]`, { input: main || rest, message });
    if (activation) {
      this.fields.set(`model.layers[${i}].activation`, { input: activation, message });
    }
    return h("div", { class: "layer", role: "group", "aria-label": n },
      h("span", { class: "muted n" }, i + 1), kind, main || h("span"), activation || h("span"), rest,
      h("span", { class: "moves" },
        h("button", { type: "button", class: "quiet", disabled: i === 0, "aria-label": `Move layer ${i + 1} up`, title: "Up", onclick: () => this.#move(i, -1) }, "↑"),
        h("button", { type: "button", class: "quiet", disabled: i === this.list.length - 1, "aria-label": `Move layer ${i + 1} down`, title: "Down", onclick: () => this.#move(i, 1) }, "↓"),
        h("button", { type: "button", class: "quiet", "aria-label": `Remove layer ${i + 1}`, title: "Remove", onclick: () => { this.list = this.list.filter((each, at) => at !== i); this.#told(true); } }, "✕")),
      message);
  }

  #change(i, what) {
    this.list = this.list.map((layer, at) => (at === i ? { ...layer, ...what } : layer));
    this.#told("kind" in what);
  }

  #move(i, by) {
    const list = [...this.list];
    [list[i], list[i + by]] = [list[i + by], list[i]];
    this.list = list;
    this.#told(true);
  }

  #add() {
    const kind = this.kindToAdd.value;
    this.list = [...this.list, { kind, main: LAYERS[kind][1], activation: kind === "dense" || kind === "conv2d" ? "relu" : "", rest: EXTRAS[kind] ?? {} }];
    this.#told(true);
    this.body.lastElementChild.querySelector("select").focus();
  }

  #told(redraw) {
    this.key = JSON.stringify(this.list);
    redraw && this.#draw();
    this.tell(this.list.map(writeLayer));
  }
}
