// The examples that cost most, as pictures, or as rows of the table they come from.
import { h, table } from "../core/dom.js";
import { count, percent, score } from "../core/format.js";
import { rawRow, values } from "./input.js";
import { picture } from "./picture.js";

/** What is known of the worst examples; those of `cell` alone, where one is chosen. */
export function worst(report, cell, data) {
  const list = (report.worst ?? []).filter((each) => !cell || (each.actual === cell[0] && each.predicted === cell[1]));
  if (list.length === 0) {
    return h("p", { class: "empty" }, cell ? "None of these is among the worst examples that were kept." : "No example was kept.");
  }
  const name = (i) => String(report.classes?.[i] ?? i);
  const pictures = list.map((each) => picture(each.input, `Example ${each.example}: ${name(each.actual)} taken for ${name(each.predicted)}`));
  if (pictures.every(Boolean)) {
    return h("ul", { class: "worst" }, list.map((each, i) => h("li", null, pictures[i],
      h("span", null, h("b", null, name(each.actual)), " → ", h("b", { class: "wrong" }, name(each.predicted))),
      h("span", { class: "note", title: `Example ${each.example}. Probability of ${name(each.actual)}: ${score(each.probability)}` }, percent(each.predicted_probability, 1)))));
  }
  const columns = data?.preparation?.columns ?? null;
  const rows = list.map((each) => features(each.input, columns));
  const heads = rows[0].map(([head]) => ({ label: head, number: true }));
  return table("Worst examples", [{ label: "Example" }, { label: "Actual" }, { label: "Taken for" }, { label: "Sure", number: true }, ...heads],
    list.map((each, i) => [count(each.example), name(each.actual), name(each.predicted), percent(each.predicted_probability, 1), ...rows[i].map(([, value]) => String(value))]));
}

function features(input, columns) {
  const numbers = values(input);
  if (!numbers) {
    return [["input", "not readable"]];
  }
  return columns ? rawRow(numbers, columns) : Array.from(numbers.slice(0, 12), (value, i) => [`x${i}`, score(value * (input.scale ?? 1))]);
}
