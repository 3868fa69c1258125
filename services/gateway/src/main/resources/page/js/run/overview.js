// What one wants to see of a run first: its curves, and beside them the newest checkpoint to try, the data and the note.
import { card, h, set } from "../core/dom.js";
import { count, plural } from "../core/format.js";
import { dataset } from "../runs/filter.js";
import { format } from "../core/hash.js";
import * as curves from "./curves.js";
import * as trying from "./try.js";

export function open(place, context) {
  const main = h("div", { class: "main" });
  const side = h("aside", { class: "stack", "aria-label": "Beside the curves" });
  place.append(h("div", { class: "overview" }, main, side));
  const tried = h("div");
  const facts = h("div");
  side.append(tried, facts);
  const shown = curves.open(main, context);
  let attempt = trying.open(tried, context);

  function draw() {
    if (!attempt) {
      attempt = trying.open(tried, context);
    }
    set(facts, card("About", null, h("div", { class: "body" }, about(context.detail))));
  }
  draw();

  return {
    keys: shown.keys,
    hear: {
      ...shown.hear,
      detail: draw,
      event: (event) => attempt?.event(event),
      reset() {
        shown.hear.reset();
        attempt?.reset();
      },
    },
    close() {
      shown.close();
      attempt?.close();
    },
  };
}

function about({ run, request, notes, annotation, training_samples: training, validation_samples: validation, test_samples: test }) {
  const fact = (name, value) => value && [h("dt", null, name), h("dd", null, value)];
  const samples = [["training", training], ["validation", validation], ["test", test]].filter(([, n]) => n > 0).map(([name, n]) => `${count(n)} ${name}`).join(", ");
  const layers = request?.model?.config?.layers?.filter((layer) => layer.class_name !== "InputLayer").length ?? 0;
  return [
    h("dl", { class: "facts" },
      fact("Data", dataset(request?.dataset ?? run.dataset)),
      fact("Examples", samples),
      fact("Model", layers > 0 && h("a", { href: format({ view: "run", id: run.run_id, tab: "settings" }) }, plural(layers, "layer"))),
      fact("Note", annotation?.note)),
    (notes ?? []).map((note) => h("p", { class: "note", style: { "margin-top": "8px" } }, note)),
  ];
}
