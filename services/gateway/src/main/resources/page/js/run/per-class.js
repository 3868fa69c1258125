// Scores by class in a table that is sorted by any column.
import { h } from "../core/dom.js";
import { count, percent } from "../core/format.js";

const COLUMNS = [
  ["name", "Class"], ["support", "Examples"], ["predicted", "Predicted"], ["precision", "Precision"], ["recall", "Recall"], ["f1", "F1"],
];

export class PerClass {
  by = "f1";
  down = false;

  /** The table of a report. */
  draw(report) {
    const rows = sort((report.per_class ?? []).map((each, i) => ({ ...each, index: i, name: String(report.classes?.[i] ?? i) })), this.by, this.down);
    const element = h("div", { class: "scroll by-class", tabindex: "0", role: "region", "aria-label": "Scores by class" }, h("table", null,
      h("caption", { class: "visually-hidden" }, "Scores by class"),
      h("thead", null, h("tr", null, COLUMNS.map(([key, label]) => h("th", {
        scope: "col", class: key === "name" ? null : "number", "aria-sort": this.by === key ? (this.down ? "descending" : "ascending") : null,
      }, h("button", { type: "button", onclick: () => { this.#by(key); element.replaceWith(this.draw(report)); } }, label, this.by === key ? (this.down ? " ↓" : " ↑") : ""))))),
      h("tbody", null, rows.map((row) => h("tr", null,
        h("th", { scope: "row" }, row.name), h("td", { class: "number" }, count(row.support)), h("td", { class: "number" }, count(row.predicted)),
        ["precision", "recall", "f1"].map((key) => h("td", { class: "number share", style: { "--share": `${(row[key] ?? 0) * 100}%` } }, percent(row[key], 1))))))));
    return element;
  }

  #by(key) {
    this.down = this.by === key ? !this.down : false;
    this.by = key;
  }
}

/** Rows by one of their values; the order of classes where they are equal. Pure. */
export function sort(rows, by, down) {
  const value = (row) => (by === "name" ? row.index : row[by] ?? -1);
  return [...rows].sort((a, b) => (value(a) - value(b)) * (down ? -1 : 1) || a.index - b.index);
}
