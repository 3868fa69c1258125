// Tags, a note, archive and alert rules of a run, edited and said as one message. What is being edited is not overwritten by what comes in.
import { run, send } from "../core/api.js";
import { toast } from "../core/dialog.js";
import { card, h, set } from "../core/dom.js";
import { words } from "../core/format.js";
import { metricsOf } from "./series.js";

/** Puts the editor into `place`. */
export function annotation(place, context) {
  const now = context.detail.annotation ?? {};
  const tags = h("input", { type: "text", value: (now.tags ?? []).join(", "), "aria-label": "Tags, with commas between them", placeholder: "baseline, wide" });
  const note = h("textarea", { rows: 5, value: now.note ?? "", "aria-label": "Note", placeholder: "What was tried, and what came of it" });
  const archived = h("input", { type: "checkbox", checked: now.archived ?? false });
  const rules = (now.alerts ?? []).map((rule) => ({ ...rule }));
  const list = h("div", { class: "stack rules" });
  const problem = h("p", { class: "note", role: "alert" });
  const save = h("button", { type: "submit", class: "primary" }, "Save");

  place.append(h("form", { class: "stack", onsubmit: submit },
    card("Notes", null, h("div", { class: "body stack" },
      h("label", { class: "field" }, h("span", null, "Tags"), tags),
      h("label", { class: "field" }, h("span", null, "Note"), note),
      h("label", { class: "inline" }, archived, "Archived: left out of the table"))),
    card("Alert rules", h("button", { type: "button", onclick: add }, "Add a rule"), h("div", { class: "body" }, list,
      h("p", { class: "note" }, "A run whose loss is not finite, or that stands still, raises an alert by itself."))),
    problem, h("div", { class: "row" }, save)));
  draw();

  function draw() {
    const curves = context.detail.curves ?? [];
    const metrics = metricsOf(curves).length ? metricsOf(curves) : ["loss"];
    set(list, rules.map((rule, i) => {
      const side = rule.below !== undefined && rule.below !== null ? "below" : "above";
      const choice = (label, values, chosen, choose) => h("select", { "aria-label": `Rule ${i + 1}: ${label}`, onchange: (event) => choose(event.target.value) },
        [...new Set([...values, chosen])].map((value) => h("option", { value, selected: value === chosen }, words(value))));
      return h("div", { class: "row" },
        choice("split", ["training", "validation", "test"], rule.split, (value) => (rule.split = value)),
        choice("metric", metrics, rule.metric, (value) => (rule.metric = value)),
        choice("side", ["above", "below"], side, (value) => {
          const limit = rule[side === "above" ? "above" : "below"];
          delete rule.above;
          delete rule.below;
          rule[value] = limit;
          draw();
        }),
        h("input", { type: "text", inputmode: "decimal", class: "limit", value: rule[side] ?? "", "aria-label": `Rule ${i + 1}: limit`, oninput: (event) => (rule[side] = event.target.value) }),
        h("button", { type: "button", class: "quiet", "aria-label": `Remove rule ${i + 1}`, onclick: () => { rules.splice(i, 1); draw(); } }, "Remove"));
    }));
  }

  function add() {
    const curves = context.detail.curves ?? [];
    rules.push({ split: curves.some((each) => each.split === "validation") ? "validation" : "training", metric: "loss", above: 1 });
    draw();
    list.lastElementChild.querySelector("input").select();
  }

  async function submit(event) {
    event.preventDefault();
    const numbers = rules.map((rule) => ("below" in rule ? { split: rule.split, metric: rule.metric, below: Number(rule.below) } : { split: rule.split, metric: rule.metric, above: Number(rule.above) }));
    const bad = rules.findIndex((rule) => String(rule.above ?? rule.below ?? "").trim() === "" || !Number.isFinite(Number(rule.above ?? rule.below)));
    problem.textContent = bad >= 0 ? `Rule ${bad + 1}: expected a number. Received: "${rules[bad].above ?? rules[bad].below ?? ""}".` : "";
    if (bad >= 0) {
      list.children[bad].querySelector("input").focus();
      return;
    }
    save.disabled = true;
    try {
      await send("PUT", run(context.detail.run.run_id, "annotation"), { tags: split(tags.value), note: note.value, archived: archived.checked, alerts: numbers });
      toast("Saved.");
      context.changed();
    } catch (failure) {
      problem.textContent = [failure.message, ...failure.errors.map((each) => `${each.field}: ${each.detail}`)].join(" ");
    }
    save.disabled = false;
  }
}

/** "a, b,, a" as ["a", "b"]. Pure. */
export const split = (said) => [...new Set(said.split(",").map((each) => each.trim()).filter(Boolean))];
