// The confusion matrix as a heat map on a canvas, from 2 to 100 classes: rows are what it is, columns what it was taken for. Cells
// are walked with the arrow keys and chosen with Enter or a click; the line below says in words what is pointed at.
import { h, text } from "../core/dom.js";
import { count, percent } from "../core/format.js";
import { token } from "../core/theme.js";
import { dense, strengths } from "./matrix.js";

const LABEL = 96;

export class Confusion {
  constructor({ report, share, cell, choose }) {
    Object.assign(this, { report, share, cell, choose });
    this.numbers = dense(report);
    this.names = (report.classes ?? []).map(String);
    this.at = cell;
    this.said = h("p", { class: "note cell-said", role: "status" });
    this.canvas = h("canvas", { class: "matrix", tabindex: "0", role: "img",
      "aria-label": `Confusion matrix of ${this.numbers.n} classes. Arrow keys walk over cells, Enter shows the worst examples of one. The table of mistakes has the same numbers.`,
      onpointermove: (event) => this.#point(event), onpointerleave: () => this.#go(this.cell),
      onclick: (event) => { this.#point(event); this.#take(); }, onkeydown: (event) => this.#key(event) });
    this.element = h("div", { class: "body matrix-body" }, this.canvas, this.said);
    new ResizeObserver(() => this.element.clientWidth !== this.drawn && this.draw()).observe(this.element);
  }

  draw() {
    const { n } = this.numbers;
    this.drawn = this.element.clientWidth;
    const room = this.drawn - 28;
    if (room <= 0 || n === 0) {
      return;
    }
    this.font = getComputedStyle(document.body).fontFamily;
    const context = this.canvas.getContext("2d");
    context.font = `12px ${this.font}`;
    const widest = Math.max(...this.names.map((each) => context.measureText(each).width));
    const every = n > 40 ? 10 : n > 24 ? 5 : 1;
    this.left = Math.ceil(Math.min(LABEL, room * 0.24, widest + 8)) + 20;
    this.size = Math.max(3, Math.min(58, Math.floor((Math.min(room, 760) - this.left - 4) / n)));
    const tilted = widest > this.size - 4 && every === 1;
    this.top = (tilted ? Math.ceil(Math.min(LABEL, widest)) + 8 : 20) + 18;
    const width = this.left + n * this.size + 2;
    const height = this.top + n * this.size + 2;
    const ratio = devicePixelRatio || 1;
    Object.assign(this.canvas, { width: width * ratio, height: height * ratio });
    this.canvas.style.width = `${width}px`;
    this.canvas.style.height = `${height}px`;
    context.scale(ratio, ratio);
    this.#labels(context, every, tilted);
    this.#cells(context);
    this.#mark(context);
    this.#say();
  }

  #labels(context, every, tilted) {
    const { n } = this.numbers;
    context.font = `12px ${this.font}`;
    context.fillStyle = token("muted");
    context.textBaseline = "middle";
    context.fillText("taken for", this.left, 9);
    context.save();
    context.translate(9, this.top + n * this.size);
    context.rotate(-Math.PI / 2);
    context.fillText("actual", 0, 0);
    context.restore();
    for (let i = 0; i < n; i += every) {
      const middle = (i + 0.5) * this.size;
      context.textAlign = "right";
      context.fillText(short(context, this.names[i], this.left - 24), this.left - 6, this.top + middle);
      context.save();
      context.translate(this.left + middle, this.top - 6);
      if (tilted) {
        context.rotate(-Math.PI / 2);
        context.textAlign = "left";
        context.fillText(short(context, this.names[i], this.top - 26), 0, 0);
      } else {
        context.textAlign = "center";
        context.fillText(this.names[i], 0, -5);
      }
      context.restore();
      context.textAlign = "left";
    }
  }

  #cells(context) {
    const { n, at } = this.numbers;
    const strength = strengths(this.numbers);
    const gap = this.size >= 12 ? 1 : 0;
    const [hit, miss] = [token("hit"), token("miss")];
    const written = this.size >= 24;
    context.textAlign = "center";
    context.font = `${this.size >= 36 ? 12 : 10.5}px ${this.font}`;
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) {
        const [x, y] = [this.left + j * this.size, this.top + i * this.size];
        const strong = strength(i, j);
        context.fillStyle = token("sunken");
        context.fillRect(x, y, this.size - gap, this.size - gap);
        context.fillStyle = `rgba(${i === j ? hit : miss}, ${strong})`;
        context.fillRect(x, y, this.size - gap, this.size - gap);
        if (written && at[i * n + j] > 0) {
          context.fillStyle = i === j && strong > 0.62 ? token("surface") : token("text");
          context.fillText(this.#number(i, j), x + (this.size - gap) / 2, y + (this.size - gap) / 2 + 1);
        }
      }
    }
    context.textAlign = "left";
  }

  #number(i, j) {
    const { n, at, totals } = this.numbers;
    const value = at[i * n + j];
    if (this.share) {
      const part = (100 * value) / (totals[i] || 1);
      return part >= 99.95 ? "100" : part >= 9.95 ? part.toFixed(0) : part.toFixed(1);
    }
    return value >= 10000 ? `${Math.round(value / 1000)}k` : count(value).replace(",", this.size < 40 ? "" : ",");
  }

  #mark(context) {
    for (const [cell, color] of [[this.cell, token("text")], [this.at, token("accent")]]) {
      if (cell) {
        context.strokeStyle = color;
        context.lineWidth = 2;
        context.strokeRect(this.left + cell[1] * this.size, this.top + cell[0] * this.size, this.size, this.size);
      }
    }
  }

  #say() {
    const { n, at, totals } = this.numbers;
    if (!this.at || this.at.some((each) => each >= n)) {
      text(this.said, "Blue: right. Orange: mistakes, the stronger the more of the class. Choose a cell for its worst examples.");
      return;
    }
    const [i, j] = this.at;
    const value = at[i * n + j];
    text(this.said, `${this.names[i]} taken for ${i === j ? "itself" : this.names[j]}: ${count(value)} of ${count(totals[i])} (${percent(value / (totals[i] || 1), 1)})`);
  }

  #go(cell) {
    if (String(cell) !== String(this.at)) {
      this.at = cell;
      this.draw();
    }
  }

  #point(event) {
    const box = this.canvas.getBoundingClientRect();
    const [j, i] = [event.clientX - box.left - this.left, event.clientY - box.top - this.top].map((each) => Math.floor(each / this.size));
    const { n } = this.numbers;
    this.#go(i >= 0 && j >= 0 && i < n && j < n ? [i, j] : this.cell);
  }

  #key(event) {
    const by = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key];
    if (by) {
      const last = this.numbers.n - 1;
      const [i, j] = this.at ?? [0, 0];
      this.#go([Math.min(last, Math.max(0, i + by[0])), Math.min(last, Math.max(0, j + by[1]))]);
    } else if (event.key === "Enter" || event.key === " ") {
      this.#take();
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  }

  #take() {
    this.at && this.choose([...this.at]);
  }
}

function short(context, name, width) {
  let cut = name;
  while (cut.length > 2 && context.measureText(cut).width > width) {
    cut = `${cut.slice(0, cut.endsWith("…") ? -2 : -1)}…`;
  }
  return cut;
}
