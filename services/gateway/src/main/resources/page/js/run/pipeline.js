// The pipeline as a picture: who is at work on this run, what flows between them, what is stuck and why; and each service in a table.
import { card, h, set, table } from "../core/dom.js";
import { age, bytes, clock, NONE, plural } from "../core/format.js";
import { onTheme } from "../core/theme.js";
import { drawing, used } from "./pipeline-picture.js";
import { reason } from "./status.js";

export function open(place, context) {
  const picture = h("div", { class: "pipeline-picture" });
  const why = h("div");
  const list = h("div");
  place.append(h("div", { class: "stack" }, card("What flows where", null, h("div", { class: "body" }, why, picture)), card("Services", null, list)));

  function draw() {
    const { run: row, pipeline } = context.detail;
    const width = picture.clientWidth;
    if (width > 0) {
      set(picture, drawing(pipeline, row, width));
    }
    const said = reason(row, pipeline?.flows);
    set(why, said
      ? h("p", { class: "note" }, pipeline?.flows?.stuck ? h("b", null, `The ${pipeline.flows.stuck} is stuck. `) : null, said, row.since ? ` Since ${clock(row.since)}.` : "")
      : null);
    const services = pipeline?.services ?? [];
    const onDevices = services.some((each) => each.devices?.length > 0);
    set(list, services.length === 0 ? h("p", { class: "empty" }, "No service was heard of.") : table("Each service",
      [{ label: "Service" }, { label: "Instance" }, { label: "Last heard of" }, { label: "This run" }, { label: "Memory", number: true }, { label: "Heap", number: true }, { label: "CPU cores", number: true }, { label: "Runs", number: true }, ...(onDevices ? [{ label: "GPU" }] : [])],
      services.map((each) => [
        each.service, h("span", { class: "mono" }, each.instance),
        h("span", { class: "state", dataset: { tone: each.alive ? "good" : "bad" } }, each.alive ? "alive" : `silent for ${age(each.last_seen)}`),
        works(each, row.run_id) ? "at work" : NONE,
        bytes(each.resident_bytes), each.heap_limit_bytes ? `${bytes(each.heap_bytes)} of ${bytes(each.heap_limit_bytes)}` : bytes(each.heap_bytes),
        Number.isFinite(each.cpu_share) ? each.cpu_share.toFixed(2) : NONE, plural((each.runs ?? []).length, "run"),
        ...(onDevices ? [(each.devices ?? []).map(used).join("; ") || NONE] : []),
      ])));
  }

  draw();
  let width = 0;
  const observer = new ResizeObserver(() => {
    if (picture.clientWidth !== width) {
      width = picture.clientWidth;
      draw();
    }
  });
  observer.observe(picture);
  const themed = onTheme(draw);
  return {
    hear: { pipeline: draw, row: draw, detail: draw },
    close() {
      observer.disconnect();
      themed();
    },
  };
}

const works = (service, id) => (service.runs ?? []).includes(id);
