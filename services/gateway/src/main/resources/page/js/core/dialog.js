// Dialogs that ask before something is done, the help, and a short word at the bottom of the page.
import { h, set } from "./dom.js";

function open(content) {
  const before = document.activeElement;
  const dialog = h("dialog", { "aria-label": content.label }, content.body);
  document.body.append(dialog);
  dialog.addEventListener("close", () => {
    dialog.remove();
    before?.focus?.();
  });
  dialog.showModal();
  return dialog;
}

/**
 * Asks; resolves to true, or to the value of `field` where one is asked for, or to null.
 * A field is {label, value, check}: `check` returns what is wrong with a text, or "".
 */
export function confirm({ title, detail, action, danger = false, field = null }) {
  return new Promise((resolve) => {
    let answer = null;
    const problem = h("p", { class: "wrong", role: "alert" });
    const input = field && h("input", { type: "text", value: field.value, "aria-label": field.label, inputmode: field.inputmode });
    const form = h("form", { method: "dialog", onsubmit: (event) => {
      const wrong = field?.check?.(input.value) ?? "";
      if (wrong) {
        event.preventDefault();
        problem.textContent = wrong;
        input.setAttribute("aria-invalid", "true");
      } else {
        answer = field ? input.value : true;
      }
    } },
      h("h2", null, title),
      h("p", null, detail),
      input && h("p", { class: "row", style: { "margin-top": "10px" } }, h("span", null, field.label), input),
      problem,
      h("div", { class: "actions" },
        h("button", { type: "button", onclick: () => dialog.close() }, "Cancel"),
        h("button", { class: danger ? "danger" : "primary", type: "submit" }, action)));
    const dialog = open({ label: title, body: form });
    input?.select();
    dialog.addEventListener("close", () => resolve(answer));
  });
}

/** Shows the keys of this view, and what the words for a run's state mean. */
export function help(keys) {
  if (document.querySelector("dialog")) {
    return;
  }
  const list = (pairs, mark) => h("dl", null, pairs.map(([name, meaning]) => [h("dt", null, mark ? h("kbd", null, name) : name), h("dd", null, meaning)]));
  const dialog = open({ label: "Help", body: h("form", { method: "dialog" },
    h("h2", null, "Keys"), list(keys, true),
    h("h2", null, "States"), list([
      ["waiting", "asked for; no trainer has begun"],
      ["running", "steps advance"],
      ["starved", "the trainer is alive and waits for mini-batches"],
      ["stalled", "no heartbeat for 5 s"],
      ["dead", "neither the run nor its trainer was heard of for 30 s"],
    ], false),
    h("div", { class: "actions" }, h("button", { class: "primary" }, "Close"))) });
  dialog.querySelector("button").focus();
}

let timer = 0;

/** Says something for a few seconds. */
export function toast(message) {
  const place = document.getElementById("toast") ?? document.body.appendChild(h("div", { id: "toast", role: "status" }));
  set(place, message);
  clearTimeout(timer);
  timer = setTimeout(() => set(place), 5000);
}
