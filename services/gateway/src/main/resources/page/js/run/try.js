// Tries the newest checkpoint, while the run trains: draw a digit, upload a picture, or fill in a row. What was asked is asked
// again as each newer checkpoint comes, and the answers show how the model changes its mind.
import { run, send } from "../core/api.js";
import { card, h, set, text } from "../core/dom.js";
import { count } from "../core/format.js";
import { isOver } from "../core/state.js";
import { Bars } from "./bars.js";
import { drawInput } from "./draw.js";
import { arrayInput, pictureInput, rowInput } from "./forms.js";
import { pictureShape } from "./input.js";

/** Which ways of asking fit the data. Pure. */
export function ways(data) {
  const kind = data?.preparation?.kind;
  const shape = pictureShape(data?.inputs?.shape, data?.inputs?.dtype);
  if (kind === "table") {
    return ["row"];
  }
  if (kind === "digit" || (kind === "picture" && shape?.channels === 1)) {
    return ["draw", "picture"];
  }
  if (kind === "picture") {
    return ["picture"];
  }
  return shape?.channels === 1 ? ["draw-array"] : data ? ["array"] : [];
}

const TITLES = { draw: "Draw a digit", "draw-array": "Draw", picture: "Try a picture", row: "Try a row", array: "Try an example" };

/** Puts the card into `place`; null where the data is not known yet. */
export function open(place, context) {
  const data = context.detail.data;
  const found = ways(data);
  if (found.length === 0 || ["rejected"].includes(context.detail.run.phase)) {
    set(place);
    return null;
  }
  const bars = new Bars();
  const said = h("p", { class: "note said", role: "status" }, "");
  let asked = null;
  let asking = false;
  let again = false;
  let closed = false;

  /** Asks with {type, content}; null: there is nothing to ask. */
  function ask(question) {
    asked = question;
    if (!question) {
      bars.clear();
      text(said, "");
      return;
    }
    bars.fresh();
    send1();
  }

  async function send1() {
    if (asking) {
      again = true;
      return;
    }
    asking = true;
    const question = asked;
    try {
      const answer = await send("POST", run(context.detail.run.run_id, "predictions"), question.content, question.type);
      if (asked === question && !closed) {
        bars.show(answer, data?.targets);
        text(said, `By the checkpoint of step ${count(answer.step)}${isOver(context.detail.run) ? "." : "; asked again at each newer one."}`);
      }
    } catch (failure) {
      if (asked === question && !closed) {
        text(said, failure.message);
      }
    }
    asking = false;
    if (again && asked && !closed) {
      again = false;
      send1();
    }
  }

  const title = TITLES[found[0]];
  const inputs = {
    draw: () => drawInput({ shape: data.inputs, ask, array: false }),
    "draw-array": () => drawInput({ shape: data.inputs, ask, array: true }),
    picture: () => pictureInput({ ask, small: found.length > 1 }),
    row: () => rowInput({ columns: data.preparation.columns ?? [], ask }),
    array: () => arrayInput({ shape: data.inputs?.shape ?? [], ask }),
  };
  set(place, card(title, null, h("div", { class: `body try ${found[0]}` }, found.map((way) => inputs[way]()), h("div", { class: "answer" }, bars.element, said))));

  return {
    event(event) {
      if (["checkpointed", "completed", "stopped"].includes(event?.type) && asked) {
        send1();
      }
    },
    reset: () => asked && send1(),
    close: () => (closed = true),
  };
}
