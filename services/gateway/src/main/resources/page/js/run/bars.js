// A prediction as bars, a class each, with a small line of how its probability changed from checkpoint to checkpoint; or as values.
import { h, s, set } from "../core/dom.js";
import { percent, score } from "../core/format.js";

const MOST = 12;
const LONGEST = 40;

export class Bars {
  constructor() {
    this.element = h("div", { class: "bars" });
    this.history = [];
  }

  clear() {
    this.fresh();
    set(this.element);
  }

  /** Another question: what came before does not count. */
  fresh() {
    this.history = [];
  }

  show(answer, targets) {
    const [prediction] = answer?.predictions ?? [];
    const outputs = (prediction?.outputs ?? []).map(Number);
    if (answer?.meaning === "probabilities" && outputs.length > 0) {
      this.#classes(answer, prediction, outputs, targets);
    } else {
      const names = targets?.columns ?? [];
      set(this.element, h("dl", { class: "facts" }, outputs.slice(0, MOST).map((value, i) => [h("dt", null, names[i] ?? `output ${i}`), h("dd", null, h("b", null, score(value)))])));
    }
  }

  #classes(answer, prediction, outputs, targets) {
    const binary = outputs.length === 1;
    const all = binary ? [1 - outputs[0], outputs[0]] : outputs;
    const names = answer.classes ?? (targets?.names?.length ? targets.names : all.map((_, i) => String(i)));
    if (this.history.at(-1)?.step !== answer.step) {
      this.history = [...this.history, { step: answer.step, all }].slice(-LONGEST);
    }
    const order = all.map((value, i) => i);
    const shown = all.length <= MOST ? order : order.sort((a, b) => all[b] - all[a]).slice(0, MOST);
    const first = all.indexOf(Math.max(...all));
    set(this.element,
      h("p", { class: "first" }, h("b", null, prediction.class ?? names[first] ?? String(first)), h("span", { class: "muted" }, percent(all[first], 1))),
      h("ul", { "aria-label": "Probabilities" }, shown.map((i) => h("li", { class: i === first ? "likely" : null },
        h("span", { class: "name", title: names[i] }, names[i] ?? String(i)),
        h("span", { class: "track", "aria-hidden": "true" }, h("i", { style: { width: `${(Math.min(1, Math.max(0, all[i] || 0)) * 100).toFixed(2)}%` } })),
        h("span", { class: "value" }, percent(all[i], all[i] > 0.995 || all[i] < 0.1 ? 1 : 0)),
        this.history.length > 1 ? line(this.history.map((each) => each.all[i] ?? 0)) : null))),
      this.history.length > 1 ? h("p", { class: "note" }, `Lines: ${this.history.length} checkpoints, steps ${this.history[0].step} to ${this.history.at(-1).step}.`) : null);
  }
}

function line(values) {
  const [width, height] = [56, 14];
  const points = values.map((value, i) => `${((i * width) / (values.length - 1)).toFixed(1)},${(height - 1 - value * (height - 2)).toFixed(1)}`);
  return s("svg", { width, height, viewBox: `0 0 ${width} ${height}`, "aria-hidden": "true" }, s("polyline", { points: points.join(" ") }));
}
