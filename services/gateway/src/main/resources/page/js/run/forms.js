// Ways to ask the newest checkpoint about something that is not drawn: a picture's file, a row of a table, an array.
import { h, set, text } from "../core/dom.js";

const LARGEST = 10_000_000;

/** A picture by its file, chosen or dropped. */
export function pictureInput({ ask, small }) {
  const shown = h("div", { class: "uploaded" });
  const problem = h("p", { class: "note", role: "alert" });
  const file = h("input", { type: "file", accept: "image/png,image/jpeg", "aria-label": "A picture, PNG or JPEG", onchange: () => take(file.files[0]) });
  let url = "";

  function take(chosen) {
    text(problem, "");
    if (!chosen) {
      return;
    }
    if (!["image/png", "image/jpeg"].includes(chosen.type) || chosen.size > LARGEST) {
      text(problem, `Expected a PNG or JPEG of at most 10 MB. Received: ${chosen.name} (${chosen.type || "unknown type"}).`);
      return;
    }
    URL.revokeObjectURL(url);
    url = URL.createObjectURL(chosen);
    set(shown, h("img", { src: url, alt: chosen.name }));
    ask({ type: chosen.type, content: chosen });
  }

  return h("div", { class: "upload", ondragover: (event) => event.preventDefault(), ondrop: (event) => {
    event.preventDefault();
    take(event.dataTransfer.files[0]);
  } }, h("label", { class: "field" }, h("span", null, small ? "or a picture" : "Choose a picture, or drop one here"), file), shown, problem);
}

/** A row of a table: a field for each column. */
export function rowInput({ columns, ask }) {
  const fields = columns.map((column) => {
    const value = column.fill ?? column.mean ?? column.values?.[0] ?? "";
    const input = column.values && column.values.length <= 60
      ? h("select", null, column.values.map((each) => h("option", { value: each }, each)))
      : h("input", { type: "text", inputmode: column.type === "number" ? "decimal" : null, value: initial(column, value) });
    input.addEventListener("input", later);
    return { column, input };
  });
  let timer = 0;

  function later() {
    clearTimeout(timer);
    timer = setTimeout(send, 250);
  }

  function send() {
    const row = Object.fromEntries(fields.filter(({ input }) => input.value.trim() !== "").map(({ column, input }) =>
      [column.name, column.type === "number" && Number.isFinite(Number(input.value)) ? Number(input.value) : input.value.trim()]));
    ask({ type: "application/json", content: { inputs: [row] } });
  }

  queueMicrotask(send);
  return h("form", { class: "columns", onsubmit: (event) => { event.preventDefault(); send(); } },
    fields.map(({ column, input }) => h("label", { class: "field" }, h("span", null, column.name), input)),
    h("button", { type: "submit", class: "visually-hidden" }, "Predict"));
}

function initial(column, value) {
  if (column.type === "date" && typeof value === "number") {
    return new Date(Math.round(value) * 86_400_000).toISOString().slice(0, 10);
  }
  if (column.type === "boolean") {
    return value >= 0.5 ? "true" : "false";
  }
  return typeof value === "number" ? String(Number(value.toPrecision(4))) : value;
}

/** An example as JSON. */
export function arrayInput({ shape, ask }) {
  const problem = h("p", { class: "note", role: "alert" });
  const area = h("textarea", { rows: 4, class: "mono", "aria-label": `An example of shape (${shape.join(", ")}) as JSON`, placeholder: `[0.1, 0.2, …] of shape (${shape.join(", ")})` });
  return h("form", { class: "stack", onsubmit: (event) => {
    event.preventDefault();
    try {
      ask({ type: "application/json", content: { inputs: [JSON.parse(area.value)] } });
      text(problem, "");
    } catch (failure) {
      text(problem, `Expected a JSON array. ${failure.message}`);
    }
  } }, area, h("div", { class: "row" }, h("button", { type: "submit" }, "Predict")), problem);
}
