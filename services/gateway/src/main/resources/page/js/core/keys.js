// Keys: each view says which it knows, {key: [what it does, in words; function]}. Nothing is taken from a field that is typed into.
import { help } from "./dialog.js";

let common = {};
let current = {};

export const setCommon = (keys) => (common = keys);
export const setKeys = (keys) => (current = keys ?? {});

const typing = (target) =>
  target.isContentEditable || target.tagName === "TEXTAREA" || target.tagName === "SELECT" ||
  (target.tagName === "INPUT" && !["checkbox", "radio", "range", "button"].includes(target.type));

export function showHelp() {
  const said = Object.entries({ ...current, ...common }).filter(([, [words]]) => words);
  help([...said.map(([key, [words]]) => [key, words]), ["?", "this help"]]);
}

addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog")) {
    return;
  }
  if (event.key !== "Escape" && typing(event.target)) {
    return;
  }
  if (event.key === "Enter" && event.target.closest("a, button, summary, input, [role=gridcell]")) {
    return;
  }
  const handler = event.key === "?" ? ["", showHelp] : current[event.key] ?? common[event.key];
  if (handler) {
    event.preventDefault();
    handler[1](event);
  }
});
