// How well each class is told apart: the confusion matrix, scores by class, and the examples that went most wrong.
import { get, run } from "../core/api.js";
import { card, h, segments, set } from "../core/dom.js";
import { count } from "../core/format.js";
import { keep } from "../core/hash.js";
import { onTheme } from "../core/theme.js";
import { Confusion } from "./confusion.js";
import { mistakes } from "./matrix.js";
import { PerClass } from "./per-class.js";
import { worst } from "./worst.js";

export function open(place, context) {
  const body = h("div", null, h("p", { class: "empty" }, "Loading…"));
  place.append(body);
  const params = context.route.params;
  let split = params.get("split") ?? "";
  let cell = /^\d+-\d+$/.test(params.get("cell") ?? "") ? params.get("cell").split("-").map(Number) : null;
  let rows = params.get("share") === "1";
  let report = null;
  let splits = [];
  const perClass = new PerClass();

  async function load() {
    try {
      const answer = await get(run(context.id, "reports"));
      splits = (answer?.reports ?? []).map((each) => each.split);
      if (splits.length === 0) {
        const classes = context.detail.data?.targets?.kind === "classes";
        set(body, h("p", { class: "card empty" }, classes || !context.detail.data
          ? "No checkpoint has been scored yet. The first is, at the end of an epoch where there is validation data, else at the end of the run."
          : "This run predicts values, not classes: there is nothing to confuse."));
        return;
      }
      split = splits.includes(split) ? split : splits.includes("test") ? "test" : splits[0];
      report = await get(run(context.id, `reports/${encodeURIComponent(split)}`));
      draw();
    } catch (failure) {
      set(body, h("p", { class: "banner bad", role: "alert" }, failure.message));
    }
  }

  function draw() {
    const names = report.classes ?? [];
    const chosen = splits.length > 1 ? segments("Split", splits.map((each) => [each, each]), split, (value) => {
      split = value;
      cell = null;
      keep({ split, cell: null });
      load();
    }).element : null;
    const how = segments("Numbers in the matrix", [[false, "Counts"], [true, "% of actual"]], rows, (value) => {
      rows = value;
      keep({ share: rows });
      draw();
    }).element;
    const matrix = new Confusion({ report, share: rows, cell, choose });
    const found = card(cell ? `Worst of ${name(names, cell[0])} taken for ${name(names, cell[1])}` : "Worst examples",
      cell && h("button", { class: "link", type: "button", onclick: () => choose(null) }, "Show all"), worst(report, cell, context.detail.data));
    const wide = found.querySelector("table") !== null;
    set(body,
      h("div", { class: "row controls", style: { "margin-bottom": "12px" } }, chosen,
        h("span", { class: "note" }, `${split} split, ${count(report.examples)} examples, checkpoint ${report.checkpoint}`)),
      h("div", { class: "classes" },
        h("div", { class: "stack" }, card("Confusion matrix", how, matrix.element), card("By class", null, perClass.draw(report))),
        h("div", { class: "stack" }, card("Most frequent mistakes", null, mistakeTable(mistakes(report, 8), names)), wide ? null : found)),
      wide ? h("div", { class: "below" }, found) : null);
    matrix.draw();
  }

  function mistakeTable(list, names) {
    return list.length === 0 ? h("p", { class: "empty" }, "None.") : h("table", null,
      h("caption", { class: "visually-hidden" }, "Most frequent mistakes"),
      h("thead", null, h("tr", null, h("th", { scope: "col" }, "Actual"), h("th", { scope: "col" }, "Taken for"), h("th", { scope: "col", class: "number" }, "Times"))),
      h("tbody", null, list.map((each) => h("tr", null,
        h("th", { scope: "row" }, name(names, each.actual)), h("td", null, name(names, each.predicted)),
        h("td", { class: "number" }, h("button", { class: "link", type: "button", onclick: () => choose([each.actual, each.predicted]), "aria-label": `${each.count} times; show the worst of them` }, count(each.count)))))));
  }

  function choose(which) {
    cell = which && cell && which[0] === cell[0] && which[1] === cell[1] ? null : which;
    keep({ cell: cell?.join("-") });
    draw();
  }

  load();
  const themed = onTheme(() => report && draw());
  return { hear: { report: load, reset: load }, close: themed };
}

const name = (names, i) => names[i] ?? String(i);
