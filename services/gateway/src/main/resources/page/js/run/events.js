// What happened to a run, newest first, in words; each line opens to the event as it is on the topic.
import { h, set } from "../core/dom.js";
import { bytes, clock, count, duration, plural, score, setting, words } from "../core/format.js";

const PAGE = 200;

export function open(place, context) {
  let shown = PAGE;
  const body = h("tbody");
  const more = h("button", { type: "button", onclick: () => { shown += 5 * PAGE; draw(); } }, "Show older ones");
  const counted = h("p", { class: "note" });
  place.append(h("div", { class: "card events", tabindex: "0", role: "region", "aria-label": "Events" }, h("table", null,
    h("caption", { class: "visually-hidden" }, "Events, newest first"),
    h("thead", null, h("tr", null, ["Time", "Step", "What", "Who"].map((label, i) => h("th", { scope: "col", class: i === 1 ? "number" : null }, label)))),
    body)), h("div", { class: "row", style: { "margin-top": "10px" } }, more, counted));

  function draw() {
    const events = context.log.events;
    const list = events.slice(-shown).reverse();
    const open = new Set([...body.querySelectorAll("details[open]")].map((each) => each.dataset.key));
    set(body, list.length ? list.map((event) => row(event, open)) : h("tr", null, h("td", { colspan: 4, class: "empty" }, "Nothing has happened yet.")));
    more.hidden = events.length <= shown;
    counted.textContent = plural(events.length, "event");
  }
  draw();
  const quiet = context.log.listen(draw);
  return { close: quiet };
}

function row(event, open) {
  const key = `${event.type} ${event.time} ${event.step ?? ""}`;
  return h("tr", null,
    h("td", { class: "when" }, clock(event.time)),
    h("td", { class: "number" }, event.step === undefined || event.step === null ? "" : count(event.step)),
    h("td", null, h("details", { dataset: { key }, open: open.has(key) },
      h("summary", null, h("b", null, words(event.type).replaceAll("-", " ")), " ", sentence(event)),
      h("pre", null, JSON.stringify(event, null, 1)))),
    h("td", { class: "muted who" }, event.origin?.instance ?? ""));
}

/** What an event says, in a sentence. Pure. */
export function sentence(event) {
  switch (event.type) {
    case "accepted":
      return `${count(event.training_samples)} training examples, ${count(event.steps_per_epoch)} steps an epoch, ${bytes(event.batch_bytes)} a mini-batch`;
    case "started":
      return event.step > 0 ? `goes on from the checkpoint at step ${count(event.step)}` : "from the beginning";
    case "retried":
      return `try ${event.tries} of 6`;
    case "epoch-ended":
      return `epoch ${event.epoch + 1}: ${scores(event.values)}, ${duration(event.seconds)}`;
    case "command-applied":
      return command(event.command);
    case "callbacks-applied":
      return [...(event.notes ?? []), event.stop_training ? "ends training" : "", event.learning_rate !== undefined ? `learning rate ${setting(event.learning_rate)}` : ""].filter(Boolean).join("; ");
    case "checkpointed":
      return event.checkpoint ?? "";
    case "completed":
    case "stopped":
      return [event.checkpoint, ...(event.notes ?? [])].filter(Boolean).join("; ");
    case "failed":
    case "rejected":
      return event.reason ?? "";
    case "evaluated":
      return `${event.checkpoint}: ${Object.entries(event.values ?? {}).map(([split, values]) => `${split} ${scores(values)}`).join("; ")}`;
    default:
      return event.reason ?? "";
  }
}

const scores = (values) => Object.entries(values ?? {}).map(([name, value]) => `${words(name)} ${score(value)}`).join(", ");

function command(said) {
  switch (said?.type) {
    case "set-learning-rate":
      return `learning rate ${setting(said.learning_rate)}`;
    case "checkpoint-now":
      return "a checkpoint";
    default:
      return said?.type ?? "";
  }
}
