// The form of a run: the fields that most runs need. A change becomes a changed run file; what the text says comes back into the fields.
import { h, set } from "../core/dom.js";
import { datasetOf, fieldFor, fromLine, optimizerOf, typed, withValue, writeDataset, writeOptimizer } from "./form-model.js";
import { DATASETS, LOSSES, METRICS, OPTIMIZERS } from "./known.js";
import { Layers } from "./layers.js";

export class Form {
  /** `changed(run)` is called with the run file that the fields say. */
  constructor({ changed }) {
    this.run = {};
    this.tell = changed;
    this.fields = new Map();
    this.options = h("div", { class: "stack" });
    this.layers = new Layers({ changed: (layers) => this.#set(["model", "layers"], layers.length ? layers : undefined) });
    this.metricsList = h("datalist", { id: "metrics" }, METRICS.map((each) => h("option", { value: each })));
    this.element = h("form", { class: "stack run-form", onsubmit: (event) => event.preventDefault() },
      this.#field("name", "Name", this.#text(["name"])),
      h("fieldset", null, h("legend", null, "Data"),
        this.#field("dataset", "Dataset", this.kind = this.#choice(Object.keys(DATASETS), (kind) => this.#dataset(kind, {}))), this.options),
      h("fieldset", null, h("legend", null, "Model"), this.#message("model"), this.layers.element),
      h("fieldset", null, h("legend", null, "Training"), h("div", { class: "pairs" },
        this.#field("compile.optimizer", "Optimizer", this.optimizer = this.#choice(OPTIMIZERS, (name) => this.#optimizer({ name, config: {} }))),
        this.#field("compile.optimizer.learning_rate", "Learning rate", this.rate = this.#input((said) => this.#optimizer({ rate: typed(said) ?? "" }), "decimal", "Keras's default")),
        this.#field("compile.loss", "Loss", this.loss = this.#choice(LOSSES, (loss) => this.#set(["compile", "loss"], loss))),
        this.#field("compile.metrics", "Metrics", this.metrics = this.#input((said) => {
          const names = said.split(",").map((each) => each.trim()).filter(Boolean);
          this.#set(["compile", "metrics"], names.length ? names : undefined);
        }, null, "accuracy")),
        this.#number("epochs", "Epochs", "1"), this.#number("batch_size", "Batch size", "32"),
        this.#number("validation_split", "Validation split", "0"), this.#number("seed", "Seed", "0"))), this.metricsList);
  }

  /** Shows another run file. */
  show(run) {
    this.run = run && typeof run === "object" && !Array.isArray(run) ? run : {};
    const { kind, options } = datasetOf(this.run);
    put(this.fields.get("name").input, this.run.name ?? "");
    choose(this.kind, kind);
    this.#options(kind, options);
    this.layers.show(this.run);
    const { name, rate } = optimizerOf(this.run);
    choose(this.optimizer, name);
    put(this.rate, rate);
    choose(this.loss, typeof this.run.compile?.loss === "string" ? this.run.compile.loss : this.run.compile?.loss ? "(as in the text)" : "");
    const metrics = this.run.compile?.metrics;
    put(this.metrics, Array.isArray(metrics) ? metrics.filter((each) => typeof each === "string").join(", ") : metrics ?? "");
    this.metrics.disabled = Array.isArray(metrics) && metrics.some((each) => typeof each !== "string");
    for (const key of ["epochs", "batch_size", "validation_split", "seed"]) {
      put(this.fields.get(`fit.${key}`).input, this.run.fit?.[key] ?? "");
    }
  }

  /** Puts messages at their fields; returns those that belong to none. */
  mark(errors) {
    const all = new Map([...this.fields, ...this.layers.fields]);
    for (const { input, message } of all.values()) {
      set(message);
      input?.removeAttribute("aria-invalid");
    }
    return errors.filter((error) => {
      const found = all.get(fieldFor(error.field, [...all.keys()]));
      if (found) {
        found.message.append(found.message.textContent ? ` ${error.detail}` : error.detail);
        found.input?.setAttribute("aria-invalid", "true");
      }
      return !found;
    });
  }

  #set(path, value) {
    this.run = withValue(this.run, path, value);
    this.tell(this.run);
  }

  #dataset(kind, options) {
    this.#options(kind, options);
    this.#set(["dataset"], kind ? writeDataset(kind, options) : undefined);
  }

  #optimizer(change) {
    const now = optimizerOf(this.run);
    const { name, config, rate } = { ...now, ...change };
    this.#set(["compile", "optimizer"], name ? writeOptimizer(name, config, rate) : undefined);
  }

  #options(kind, options) {
    const known = DATASETS[kind] ?? [];
    const key = `${kind} ${known.map(([name]) => name)}`;
    if (this.optionsKey !== key) {
      this.optionsKey = key;
      [...this.fields.keys()].filter((name) => name.startsWith("dataset.")).forEach((name) => this.fields.delete(name));
      set(this.options, known.length ? h("div", { class: "pairs" }, known.map(([name, label, needed, example]) =>
        this.#field(`dataset.${kind}.${name}`, label, this.#input((said) => this.#option(kind, name, said), null, example, needed)))) : null);
    }
    known.forEach(([name]) => {
      const value = options[name];
      put(this.fields.get(`dataset.${kind}.${name}`).input, value && typeof value === "object" ? JSON.stringify(value) : value ?? "");
    });
  }

  #option(kind, name, said) {
    const { options } = datasetOf(this.run);
    const value = said.trim().startsWith("{") ? fromLine(said.trim().slice(1, -1)) ?? said : said.trim();
    this.#set(["dataset"], writeDataset(kind, { ...options, [name]: value }));
  }

  #number(key, label, otherwise) {
    return this.#field(`fit.${key}`, label, this.#input((said) => this.#set(["fit", key], typed(said)), "decimal", otherwise));
  }

  #text(path) {
    return this.#input((said) => this.#set(path, said.trim() === "" ? undefined : said.trim()));
  }

  #input(changed, inputmode = null, placeholder = null, required = false) {
    return h("input", { type: "text", inputmode, placeholder, required, autocomplete: "off", spellcheck: "false", oninput: (event) => changed(event.target.value) });
  }

  #choice(names, changed) {
    return h("select", { onchange: (event) => changed(event.target.value) }, h("option", { value: "" }, "(chosen for the data)"), names.map((name) => h("option", { value: name }, name)));
  }

  #field(path, label, input) {
    const id = `field-${path.replace(/\W/g, "-")}`;
    const message = h("span", { class: "wrong", id: `${id}-wrong`, role: "alert" });
    input.id = id;
    input.setAttribute("aria-describedby", message.id);
    this.fields.set(path, { input, message });
    return h("div", { class: "field" }, h("label", { for: id }, label), input, message);
  }

  #message(path) {
    const message = h("span", { class: "wrong", role: "alert" });
    this.fields.set(path, { input: null, message });
    return message;
  }
}

// A field that is typed into is left alone.
function put(input, value) {
  if (document.activeElement !== input) {
    input.value = String(value);
  }
}

function choose(select, value) {
  const found = [...select.options].find((option) => option.value === value.toLowerCase()) ?? [...select.options].find((option) => option.value === value);
  if (!found) {
    select.append(h("option", { value }, value));
  }
  select.value = found?.value ?? value;
}
