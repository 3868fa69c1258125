// An example's input as it is in messages ({dtype, shape, scale, data: base64, little-endian}), decoded. Pure.

const READ = {
  U8: (view, i) => view.getUint8(i),
  I32: (view, i) => view.getInt32(4 * i, true),
  F32: (view, i) => view.getFloat32(4 * i, true),
};
const SIZE = { U8: 1, I32: 4, F32: 4 };

/** The values, or null where they are not whole. */
export function values(input) {
  const read = READ[input?.dtype];
  const shape = input?.shape;
  if (!read || !Array.isArray(shape) || typeof input.data !== "string") {
    return null;
  }
  let raw;
  try {
    raw = atob(input.data);
  } catch {
    return null;
  }
  const n = shape.reduce((product, each) => product * each, 1);
  if (raw.length !== n * SIZE[input.dtype]) {
    return null;
  }
  const view = new DataView(Uint8Array.from(raw, (letter) => letter.charCodeAt(0)).buffer);
  return Float64Array.from({ length: n }, (_, i) => read(view, i));
}

/** {height, width, channels} where inputs of this shape are pictures; else null. */
export function pictureShape(shape, dtype) {
  const [a, b, c] = shape ?? [];
  if (shape?.length === 3 && (c === 1 || c === 3) && a >= 4 && b >= 4) {
    return { height: a, width: b, channels: c };
  }
  if (shape?.length === 2 && a >= 4 && b >= 4) {
    return { height: a, width: b, channels: 1 };
  }
  const side = Math.sqrt(a);
  return shape?.length === 1 && dtype === "U8" && Number.isInteger(side) && side >= 8 ? { height: side, width: side, channels: 1 } : null;
}

/** RGBA bytes of a picture; bytes as they are, other numbers stretched from the least to the greatest. */
export function pixels(input, picture) {
  const numbers = values(input);
  if (!numbers) {
    return null;
  }
  const known = input.dtype === "U8";
  let low = known ? 0 : Infinity;
  let high = known ? 255 : -Infinity;
  if (!known) {
    for (const each of numbers) {
      low = Math.min(low, each);
      high = Math.max(high, each);
    }
  }
  const byte = (value) => (high > low ? ((value - low) * 255) / (high - low) : 0);
  const rgba = new Uint8ClampedArray(picture.width * picture.height * 4);
  for (let i = 0; i < picture.width * picture.height; i++) {
    for (let channel = 0; channel < 3; channel++) {
      rgba[4 * i + channel] = byte(numbers[picture.channels === 3 ? 3 * i + channel : i]);
    }
    rgba[4 * i + 3] = 255;
  }
  return rgba;
}

/** What a table's row was before it was prepared: [name, value] pairs. */
export function rawRow(numbers, columns) {
  const row = [];
  let at = 0;
  for (const column of columns) {
    if (column.values) {
      const width = column.one_hot ? column.values.length + (column.missing === "value" ? 1 : 0) : 1;
      const part = Array.from(numbers.slice(at, at + width));
      const place = column.one_hot ? part.findIndex((each) => each === 1) : part[0] - 1;
      row.push([column.name, column.values[place] ?? (place === column.values.length ? "(missing)" : "(unknown)")]);
      at += width;
    } else {
      const value = numbers[at++] * (column.deviation ?? 1) + (column.mean ?? 0);
      row.push([column.name, column.type === "date" ? day(value) : column.type === "boolean" ? String(Math.round(value) === 1) : Number(value.toPrecision(6))]);
    }
  }
  return row;
}

const day = (days) => (Math.abs(days) < 1e8 ? new Date(Math.round(days) * 86_400_000).toISOString().slice(0, 10) : "");
