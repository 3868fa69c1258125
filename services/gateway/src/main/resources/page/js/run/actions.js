// What can be done with a run. Everything that changes it is confirmed first.
import { run, send } from "../core/api.js";
import { confirm, toast } from "../core/dialog.js";
import { h, set } from "../core/dom.js";
import { setting } from "../core/format.js";
import { isOver } from "../core/state.js";

/** Draws the buttons. */
export function actions(place, context) {
  const over = isOver(context.detail.run);
  const button = (label, act, extra = {}) => h("button", { type: "button", onclick: act, ...extra }, label);
  const key = `${over}`;
  if (place.dataset.key === key) {
    return;
  }
  place.dataset.key = key;
  set(place,
    !over && button("Learning rate…", () => learningRate(context)),
    !over && button("Checkpoint now", () => checkpoint(context)),
    !over && button("Stop…", () => stop(context), { class: "danger" }),
    h("a", { class: "button", href: run(context.detail.run.run_id, "metrics.csv"), download: "" }, "CSV"),
    button("Snapshot", () => snapshot(context), { title: "One HTML file that opens without a server" }));
}

async function command(context, content, done) {
  try {
    await send("POST", run(context.detail.run.run_id, "commands"), content);
    toast(done);
  } catch (failure) {
    toast(failure.message);
  }
}

async function stop(context) {
  if (await confirm({ title: "Stop this run?", detail: "The trainer finishes its step, writes a checkpoint and ends. A stopped run cannot go on.", action: "Stop", danger: true })) {
    await command(context, { type: "stop" }, "Asked to stop. It takes effect between two steps.");
  }
}

async function checkpoint(context) {
  if (await confirm({ title: "Write a checkpoint now?", detail: "Training goes on. The checkpoint is in the list when it is done.", action: "Write" })) {
    await command(context, { type: "checkpoint-now" }, "Asked for a checkpoint.");
  }
}

async function learningRate(context) {
  const now = context.detail.learning_rate;
  const said = await confirm({
    title: "Set the learning rate", action: "Set",
    detail: "It holds for every step after the next one, in place of a schedule, and is recorded with its step.",
    field: { label: "Learning rate", value: now === null || now === undefined ? "" : setting(now), inputmode: "decimal", check: wrong },
  });
  if (said !== null) {
    await command(context, { type: "set-learning-rate", learning_rate: Number(said) }, `Asked for a learning rate of ${setting(Number(said))}.`);
    context.changed();
  }
}

const wrong = (said) => (said.trim() !== "" && Number(said) > 0 && Number.isFinite(Number(said)) ? "" : `Expected a number above 0, such as 0.001. Received: "${said}".`);

async function snapshot(context) {
  try {
    const { save } = await import("./snapshot.js");
    await save(context);
  } catch (failure) {
    toast(`The snapshot could not be made: ${failure.message}`);
  }
}
