// A new run: a form and the run file it writes, side by side; either may be edited. While one types, the server says what it
// would refuse, at the fields and the lines, and what the model would be.
import { Problem, send } from "../core/api.js";
import { card, h, set, text } from "../core/dom.js";
import { count } from "../core/format.js";
import { go } from "../core/hash.js";
import { Editor } from "./editor.js";
import { Form } from "./form.js";
import { EXAMPLES, TABLE } from "./known.js";
import { read } from "./yaml-read.js";
import { write } from "./yaml-write.js";

const PATIENCE = 350;
const KEPT = "millrace.draft";

export function open(place, app, route) {
  const form = new Form({ changed: fromForm });
  const editor = new Editor({ changed: fromText });
  const follows = h("p", { class: "note", role: "status" });
  const verdict = h("div", { class: "verdict", role: "status" });
  const problems = h("ul", { class: "problems" });
  const model = h("div");
  const submitting = h("button", { type: "button", class: "primary", onclick: submit }, "Start run");
  const example = h("select", { "aria-label": "Begin with an example", onchange: () => begin(example.value) },
    h("option", { value: "-" }, "Begin with an example…"), EXAMPLES.map(([file, label]) => h("option", { value: file }, label)));
  place.append(
    h("div", { class: "head" }, h("div", { class: "names" }, h("h1", null, "New run")), h("div", { class: "row" }, example, submitting)),
    h("div", { class: "submit" }, h("div", { class: "stack" }, follows, form.element),
      h("div", { class: "stack beside" }, card("Run file", h("label", { class: "note", for: "run-file" }, "YAML or JSON"), editor.element), verdict, problems, model)));

  let timer = 0;
  let asking = null;

  function fromForm(run) {
    editor.text = write(run);
    told();
  }

  function fromText() {
    follow();
    told();
  }

  function follow() {
    let run = null;
    try {
      run = read(editor.text);
      text(follows, "");
    } catch (failure) {
      text(follows, `The form waits: it does not follow the text (${failure.message}).`);
    }
    form.element.inert = run === null;
    form.element.toggleAttribute("data-waits", run === null);
    run && form.show(run);
  }

  function told() {
    keepDraft(editor.text);
    clearTimeout(timer);
    timer = setTimeout(check, PATIENCE);
  }

  async function check() {
    asking?.abort();
    asking = new AbortController();
    try {
      const answer = await send("POST", "/api/runs/check", editor.text, type(editor.text), asking.signal);
      show([]);
      set(verdict, h("p", null, h("b", { class: "fine" }, "Sound."), answer?.parameters !== null && answer?.parameters !== undefined ? ` ${count(answer.parameters)} parameters.` : ""),
        (answer?.notes ?? []).map((note) => h("p", { class: "note" }, note)));
      set(model, answer?.summary ? card("Model", null, h("pre", { class: "body summary", tabindex: "0" }, answer.summary)) : null);
    } catch (failure) {
      if (failure.name !== "AbortError") {
        refused(failure);
      }
    }
  }

  function refused(failure) {
    const errors = failure instanceof Problem ? failure.errors : [];
    show(errors);
    set(model);
    set(verdict, errors.length === 0 ? h("p", { class: "banner bad" }, failure.message) : h("p", null, h("b", { class: "wrong" }, errors.length === 1 ? "One thing is wrong." : `${errors.length} things are wrong.`)));
  }

  function show(errors) {
    form.mark(errors);
    editor.mark(new Map(errors.filter((error) => error.line > 0).map((error) => [error.line, error.detail])));
    set(problems, errors.map((error) => h("li", null,
      error.line > 0 ? h("button", { type: "button", class: "link", onclick: () => editor.goTo(error.line) }, `line ${error.line}`) : null,
      error.field ? h("code", null, error.field) : null, h("span", null, error.detail))));
  }

  async function submit() {
    submitting.disabled = true;
    try {
      const answer = await send("POST", "/api/runs", editor.text, type(editor.text));
      keepDraft("");
      go({ view: "run", id: answer.run_id });
    } catch (failure) {
      refused(failure);
      submitting.disabled = false;
    }
  }

  async function begin(file) {
    if (file === "-") {
      return;
    }
    try {
      const response = file ? await fetch(`/examples/${file}`) : null;
      editor.text = response ? (response.ok ? await response.text() : "") : TABLE;
    } catch {
      editor.text = TABLE;
    }
    editor.area.scrollTop = 0;
    follow();
    told();
  }

  const draft = keptDraft();
  if (draft) {
    editor.text = draft;
    follow();
    told();
  } else {
    begin(EXAMPLES[0][0]);
  }

  return {
    title: "New run",
    keys: { e: ["edit the run file", () => editor.area.focus()] },
    close() {
      clearTimeout(timer);
      asking?.abort();
    },
  };
}

const type = (said) => (said.trim().startsWith("{") ? "text/plain" : "application/yaml");

// What was typed outlives a reload of this tab.
function keepDraft(said) {
  try {
    said ? sessionStorage.setItem(KEPT, said) : sessionStorage.removeItem(KEPT);
  } catch {
    // Without storage there are no drafts.
  }
}

function keptDraft() {
  try {
    return sessionStorage.getItem(KEPT) ?? "";
  } catch {
    return "";
  }
}
