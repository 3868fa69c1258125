// An input drawn into a canvas, pixel by pixel.
import { h } from "../core/dom.js";
import { pictureShape, pixels } from "./input.js";

/** A canvas that shows `input`; null where it is no picture. */
export function picture(input, label) {
  const shape = pictureShape(input?.shape, input?.dtype);
  const rgba = shape && pixels(input, shape);
  if (!rgba) {
    return null;
  }
  const canvas = h("canvas", { class: "pixels", role: "img", "aria-label": label, width: shape.width, height: shape.height });
  canvas.getContext("2d").putImageData(new ImageData(rgba, shape.width, shape.height), 0, 0);
  return canvas;
}
