// The text of a run file, with line numbers; lines that the server complains of are marked.
import { h, set } from "../core/dom.js";

export class Editor {
  constructor({ changed }) {
    this.area = h("textarea", { class: "mono", spellcheck: "false", autocapitalize: "off", autocomplete: "off", wrap: "off", "aria-label": "The run file, YAML or JSON", id: "run-file",
      oninput: () => { this.#number(); changed(this.area.value); },
      onscroll: () => (this.gutter.scrollTop = this.area.scrollTop), onkeydown: (event) => this.#key(event) });
    this.gutter = h("pre", { class: "gutter", "aria-hidden": "true" });
    this.element = h("div", { class: "editor" }, this.gutter, this.area);
    this.marked = new Map();
  }

  get text() {
    return this.area.value;
  }

  set text(value) {
    if (this.area.value !== value) {
      this.area.value = value;
    }
    this.#number();
  }

  /** Marks lines: a Map of line number to message. */
  mark(lines) {
    this.marked = lines;
    this.#number();
  }

  /** Puts the cursor into a line. */
  goTo(line) {
    const before = this.area.value.split("\n").slice(0, line - 1).join("\n").length + (line > 1 ? 1 : 0);
    const end = this.area.value.indexOf("\n", before);
    this.area.focus();
    this.area.setSelectionRange(before, end < 0 ? this.area.value.length : end);
    this.area.scrollTop = Math.max(0, (line - 6) * 19);
  }

  #number() {
    const count = this.area.value.split("\n").length;
    set(this.gutter, Array.from({ length: count }, (_, i) => h("span", { class: this.marked.has(i + 1) ? "bad" : null, title: this.marked.get(i + 1) ?? null }, `${i + 1}\n`)));
    this.area.rows = Math.max(16, Math.min(44, count + 2));
    this.gutter.scrollTop = this.area.scrollTop;
  }

  // Tab would leave the field, as everywhere; only Enter keeps the indentation.
  #key(event) {
    if (event.key === "Enter" && !event.ctrlKey && !event.metaKey) {
      const { value, selectionStart: at } = this.area;
      const line = value.slice(value.lastIndexOf("\n", at - 1) + 1, at);
      const indent = line.match(/^\s*/)[0] + (/:\s*$/.test(line) ? "  " : "");
      if (indent) {
        event.preventDefault();
        this.area.setRangeText(`\n${indent}`, at, this.area.selectionEnd, "end");
        this.area.dispatchEvent(new Event("input"));
      }
    }
  }
}
