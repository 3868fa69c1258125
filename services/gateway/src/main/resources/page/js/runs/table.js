// The table of runs. Only rows that have changed are drawn again; the row that the keys are at keeps its place and focus.
import { h, set, text } from "../core/dom.js";
import { age, clock, count, duration, NONE, plural, rate, score, words } from "../core/format.js";
import { format } from "../core/hash.js";
import { badge, isOver } from "../core/state.js";
import { dataset, remaining, share } from "./filter.js";

const HEADS = [
  ["", "Select"], ["State"], ["Run"], ["Progress"], ["Steps/s", "", "number"], ["Left", "", "number"], ["Best", "", "number"], ["Age", "", "number"],
];

// More than a window shows at first: a hundred rows take a third of a second to draw.
const IN_SIGHT = 30;

export class RunsTable {
  constructor({ selected, select }) {
    this.selected = selected;
    this.select = select;
    this.rows = new Map();
    this.order = [];
    this.current = "";
    this.body = h("tbody");
    this.nothing = h("div", { class: "empty" });
    this.element = h("div", { class: "card runs" },
      h("table", null,
        h("caption", { class: "visually-hidden" }, "Runs, newest first"),
        h("thead", null, h("tr", null, HEADS.map(([label, hidden, style]) =>
          h("th", { scope: "col", class: style }, hidden ? h("span", { class: "visually-hidden" }, hidden) : label)))),
        this.body),
      this.nothing);
  }

  /** Shows `rows` in this order; at first those that are in sight. Says whether that is all of them: else it is to be called again. */
  show(all, otherwise) {
    const rows = this.rows.size > 0 ? all : all.slice(0, IN_SIGHT);
    this.order = rows.map((row) => row.run_id);
    const kept = new Map();
    for (const row of rows) {
      const known = this.rows.get(row.run_id);
      kept.set(row.run_id, known?.row === row ? known : this.#draw(row, known?.element));
    }
    this.rows = kept;
    const elements = this.order.map((id) => kept.get(id).element);
    if (elements.length !== this.body.childElementCount || elements.some((element, i) => this.body.children[i] !== element)) {
      this.body.replaceChildren(...elements);
    }
    if (!kept.has(this.current)) {
      this.current = "";
    }
    this.mark();
    this.nothing.hidden = rows.length > 0;
    set(this.nothing, otherwise || [h("p", null, "No run yet."), h("p", null, h("a", { href: "#/new" }, "Start the first one"), " here, or with ", h("code", null, "./millrace train"), ".")]);
    return rows.length === all.length;
  }

  /** Draws those of the rows again that are shown. */
  update(ids, byId) {
    for (const id of ids) {
      const known = this.rows.get(id);
      if (known) {
        this.rows.set(id, this.#draw(byId.get(id), known.element));
      }
    }
    this.mark();
  }

  /** Brings ages up to date. */
  age() {
    for (const { row, element } of this.rows.values()) {
      text(element.querySelector(".age"), age(row.requested_at));
      const since = element.querySelector(".since");
      since && text(since, age(row.since));
    }
  }

  /** Marks what is selected, and where the keys are. */
  mark() {
    for (const [id, { element }] of this.rows) {
      element.toggleAttribute("data-selected", this.selected.has(id));
      element.toggleAttribute("data-current", id === this.current);
      element.querySelector("input").checked = this.selected.has(id);
    }
  }

  /** Goes to the next row, or the one before. */
  move(by) {
    const at = this.order.indexOf(this.current);
    this.current = this.order[at < 0 ? (by > 0 ? 0 : this.order.length - 1) : Math.min(this.order.length - 1, Math.max(0, at + by))] ?? "";
    this.mark();
    this.focus();
  }

  focus() {
    const element = this.rows.get(this.current)?.element;
    element?.querySelector("a")?.focus({ preventScroll: true });
    element?.scrollIntoView({ block: "nearest" });
    if (!element) {
      document.activeElement?.blur();
    }
  }

  #draw(row, before) {
    const focused = before?.contains(document.activeElement) ? document.activeElement.tagName : "";
    const element = before ?? h("tr", { onfocusin: () => this.#at(row.run_id) });
    set(element, cells(row, (on) => this.select(row.run_id, on)));
    if (focused) {
      element.querySelector(focused.toLowerCase())?.focus({ preventScroll: true });
    }
    return { row, element };
  }

  #at(id) {
    if (this.current !== id) {
      this.current = id;
      this.mark();
    }
  }
}

function cells(row, select) {
  const part = share(row);
  return [
    h("td", { class: "pick" }, h("input", { type: "checkbox", "aria-label": `Select ${row.name || row.run_id}`, onchange: (event) => select(event.target.checked) })),
    h("td", { class: "how" }, badge(row)),
    h("th", { scope: "row", class: "who" },
      h("a", { href: format({ view: "run", id: row.run_id }) }, row.name || row.run_id),
      row.alerts > 0 && h("span", { class: "alerts", title: "Alerts that hold now" }, plural(row.alerts, "alert")),
      (row.tags ?? []).map((tag) => h("span", { class: "tag" }, tag)),
      row.archived && h("span", { class: "tag" }, "archived"),
      h("span", { class: "id" }, [dataset(row.dataset), row.run_id].filter(Boolean).join(" · ")),
      row.detail && ["failed", "rejected"].includes(row.phase) && h("span", { class: "why" }, row.detail)),
    h("td", { class: "far" }, part === null ? h("span", { class: "note" }, row.epochs > 0 && row.phase !== "rejected" ? plural(row.epochs, "epoch") : NONE) : [
      h("div", { class: "progress", "aria-hidden": "true" }, h("i", { style: { width: `${(part * 100).toFixed(1)}%` } })),
      h("span", { class: "note" }, row.steps ? `${count(row.step)} / ${count(row.steps)}` : count(row.step), row.epochs ? ` · epoch ${row.epoch ?? 0}/${row.epochs}` : ""),
    ]),
    h("td", { class: "number rate" }, isOver(row) || part === null ? NONE : rate(row.steps_per_second)),
    h("td", { class: "number left" }, isOver(row) ? NONE : duration(remaining(row))),
    h("td", { class: "number best" }, row.best
      ? [h("span", null, score(row.best.value)), h("span", { class: "note" }, `${row.best.split} ${words(row.best.metric)}`)]
      : NONE),
    h("td", { class: "number" }, h("span", { class: "age", title: clock(row.requested_at) }, age(row.requested_at))),
  ];
}
