// A canvas that one draws on with mouse, pen or finger. The ink is light on dark, as MNIST's digits are; it is asked as a PNG, or as
// an array of the inputs' shape where the data takes arrays.
import { h } from "../core/dom.js";
import { pictureShape } from "./input.js";

const SIZE = 280;
const PATIENCE = 120;

export function drawInput({ shape, ask, array }) {
  const canvas = h("canvas", { class: "paper", width: SIZE, height: SIZE, tabindex: "0", role: "img", "aria-label": "Draw here with mouse or finger; the Delete key clears" });
  const context = canvas.getContext("2d", { willReadFrequently: true });
  const hint = h("span", { class: "hint", "aria-hidden": "true" }, "Draw here");
  const clear = h("button", { type: "button", onclick: empty, hidden: true }, "Clear");
  let before = null;
  let timer = 0;
  wipe();

  function wipe() {
    context.fillStyle = "#000";
    context.fillRect(0, 0, SIZE, SIZE);
    Object.assign(context, { lineWidth: 22, lineCap: "round", lineJoin: "round", strokeStyle: "#fff", fillStyle: "#fff" });
  }

  function empty() {
    clearTimeout(timer);
    wipe();
    hint.hidden = false;
    clear.hidden = true;
    ask(null);
  }

  function at(event) {
    const box = canvas.getBoundingClientRect();
    return [((event.clientX - box.left) * SIZE) / box.width, ((event.clientY - box.top) * SIZE) / box.height];
  }

  function stroke(event) {
    for (const each of event.getCoalescedEvents?.().length ? event.getCoalescedEvents() : [event]) {
      const to = at(each);
      context.beginPath();
      context.moveTo(...(before ?? to));
      context.lineTo(to[0] + 0.01, to[1]);
      context.stroke();
      before = to;
    }
    clearTimeout(timer);
    timer = setTimeout(send, PATIENCE);
  }

  async function send() {
    if (array) {
      ask({ type: "application/json", content: { inputs: [numbers()] } });
      return;
    }
    const png = await new Promise((done) => canvas.toBlob(done, "image/png"));
    ask({ type: "image/png", content: png });
  }

  /** The drawing as an array of the inputs' shape: bytes, or shares of 1 where the inputs are not bytes. */
  function numbers() {
    const { width, height } = pictureShape(shape.shape, shape.dtype);
    const small = h("canvas", { width, height }).getContext("2d");
    small.imageSmoothingQuality = "high";
    small.drawImage(canvas, 0, 0, width, height);
    const rgba = small.getImageData(0, 0, width, height).data;
    const value = (i) => (shape.dtype === "F32" ? rgba[4 * i] / 255 : rgba[4 * i]);
    const flat = Array.from({ length: width * height }, (_, i) => value(i));
    if (shape.shape.length === 1) {
      return flat;
    }
    const last = shape.shape.length === 3 ? (each) => [each] : (each) => each;
    return Array.from({ length: height }, (_, y) => flat.slice(y * width, (y + 1) * width).map(last));
  }

  canvas.addEventListener("pointerdown", (event) => {
    if (event.button === 0) {
      canvas.setPointerCapture(event.pointerId);
      hint.hidden = true;
      clear.hidden = false;
      before = null;
      stroke(event);
      event.preventDefault();
    }
  });
  canvas.addEventListener("pointermove", (event) => event.buttons & 1 && stroke(event));
  canvas.addEventListener("pointerup", () => (before = null));
  canvas.addEventListener("keydown", (event) => {
    if (event.key === "Delete" || event.key === "Backspace") {
      event.preventDefault();
      empty();
    }
  });
  return h("div", { class: "drawing" }, h("div", { class: "sheet" }, canvas, hint, clear));
}
