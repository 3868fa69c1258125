// All runs: the table with what one looks for first, filters, and the selection that is compared.
import { h, segments, set, text } from "../core/dom.js";
import { plural } from "../core/format.js";
import { go, here, keep } from "../core/hash.js";
import { MOST } from "../core/colors.js";
import { toast } from "../core/dialog.js";
import { filter, STATES, tags } from "./filter.js";
import { RunsTable } from "./table.js";

export function open(place, app, route) {
  const wanted = read(route.params);
  const selected = new Set((route.params.get("sel") ?? "").split(",").filter(Boolean));
  const table = new RunsTable({ selected, select });

  const search = h("input", { type: "search", value: wanted.text, placeholder: "Name, dataset, reason, tag", "aria-label": "Filter runs by text",
    oninput: () => change({ text: search.value }) });
  const states = segments("Filter runs by state", STATES, wanted.state, (state) => change({ state }));
  const tag = h("select", { "aria-label": "Filter runs by tag", onchange: () => change({ tag: tag.value }) });
  const archived = h("input", { type: "checkbox", checked: wanted.archived, onchange: () => change({ archived: archived.checked }) });
  const counted = h("span", { class: "note", role: "status" });
  const bar = h("div", { class: "selection", role: "region", "aria-label": "Selected runs" });
  const problem = h("p", { class: "banner bad", role: "alert", hidden: true });

  place.append(
    h("h1", { class: "visually-hidden" }, "Runs"),
    h("div", { class: "filters controls" }, search, states.element, tag, h("label", { class: "inline" }, archived, "Archived"), h("span", { class: "grow" }), counted),
    problem, table.element, bar);

  function change(what) {
    Object.assign(wanted, what);
    keep({ q: wanted.text, state: wanted.state, tag: wanted.tag, archived: wanted.archived });
    app.listing = String(here().params);
    draw();
  }

  function select(id, on) {
    on ? selected.add(id) : selected.delete(id);
    keep({ sel: [...selected].join(",") });
    app.listing = String(here().params);
    table.mark();
    drawSelection();
  }

  function draw() {
    const all = app.rows.list();
    const found = filter(all, wanted);
    drawTags(all);
    if (!table.show(found, app.rows.loaded ? (all.length ? "No run is like that." : "") : "Loading…")) {
      requestAnimationFrame(() => setTimeout(draw));
    }
    const bad = app.rows.malformed;
    text(counted, [
      found.length === all.length ? plural(all.length, "run") : `${found.length} of ${plural(all.length, "run")}`,
      bad ? `${plural(bad, "malformed request")} passed over` : "",
    ].filter(Boolean).join(" · "));
    drawSelection();
  }

  function drawTags(all) {
    const names = tags(all);
    if (tag.dataset.names !== names.join("\n")) {
      tag.dataset.names = names.join("\n");
      set(tag, h("option", { value: "" }, "Any tag"), names.map((name) => h("option", { value: name }, name)));
    }
    tag.hidden = names.length === 0 && !wanted.tag;
    tag.value = wanted.tag;
  }

  function drawSelection() {
    bar.hidden = selected.size === 0;
    set(bar, selected.size > 0 && [
      h("span", null, `${selected.size} selected`),
      h("button", { type: "button", class: "primary", disabled: selected.size < 2, onclick: compare }, "Compare"),
      h("button", { type: "button", onclick: () => [...selected].forEach((id) => select(id, false)) }, "Clear"),
      selected.size === 1 && h("span", { class: "note" }, "Select another one to compare."),
    ]);
  }

  function compare() {
    if (selected.size < 2) {
      toast("Select two runs or more to compare: x.");
      return;
    }
    if (selected.size > MOST) {
      toast(`At most ${MOST} runs are compared at once. ${selected.size} are selected.`);
      return;
    }
    go({ view: "compare", params: new URLSearchParams({ runs: [...selected].join(",") }) });
  }

  const load = () => app.rows.load().then(() => (problem.hidden = true), (failure) => {
    problem.hidden = false;
    text(problem, failure.message);
  });
  const quiet = app.rows.listen((changed, whole) => (whole || wanted.text || wanted.state ? draw() : table.update(changed, app.rows.byId)));
  const ages = setInterval(() => table.age(), 5000);
  draw();
  // Shown as soon as it is there, and asked for again once nothing more can be missed.
  load();
  app.stream.watch(null, { runs: (message) => app.rows.apply(message), reset: load }).then(load);

  const row = (direction) => () => table.move(direction);
  return {
    title: "Runs",
    keys: {
      j: ["the run below", row(1)],
      k: ["the run above", row(-1)],
      ArrowDown: ["", row(1)],
      ArrowUp: ["", row(-1)],
      Enter: ["open the run", () => table.current && go({ view: "run", id: table.current })],
      o: ["", () => table.current && go({ view: "run", id: table.current })],
      x: ["select the run", () => table.current && select(table.current, !selected.has(table.current))],
      c: ["compare the selected runs", compare],
      "/": ["filter by text", () => search.focus()],
      a: ["show archived runs", () => archived.click()],
      Escape: ["", () => (document.activeElement === search ? table.focus() : [...selected].forEach((id) => select(id, false)))],
    },
    close() {
      quiet();
      clearInterval(ages);
    },
  };
}

const read = (params) => ({
  text: params.get("q") ?? "",
  state: params.get("state") ?? "",
  tag: params.get("tag") ?? "",
  archived: params.get("archived") === "1",
});
