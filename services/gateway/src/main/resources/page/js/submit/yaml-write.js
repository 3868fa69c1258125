// Writes a run file as people write it: the outer parts in blocks, a layer in a line. Pure.

const PLAIN = /^[A-Za-z_/.][\w ./-]*$/;
const WORDS = new Set(["true", "false", "null", "yes", "no", "on", "off", "y", "n", "~", ""]);

/** A scalar, in quotes where it would be read as something else. */
function scalar(value) {
  if (value === null || value === undefined) {
    return "null";
  }
  if (typeof value !== "string") {
    return String(value).replace(/^(-?\d+)e/, "$1.0e");
  }
  const plain = PLAIN.test(value) && !WORDS.has(value.toLowerCase()) && value === value.trim() && !/^\.?\d/.test(value) && !/^\.(inf|nan)$/i.test(value);
  return plain ? value : JSON.stringify(value);
}

/** A value in one line: `{dense: 500, activation: sigmoid}`. */
export function flow(value) {
  if (Array.isArray(value)) {
    return `[${value.map(flow).join(", ")}]`;
  }
  if (value && typeof value === "object") {
    return `{${Object.entries(value).map(([key, each]) => `${scalar(key)}: ${flow(each)}`).join(", ")}}`;
  }
  return scalar(value);
}

/** A run file. */
export function write(run) {
  return Object.entries(run).filter(([, value]) => value !== undefined).map(([key, value]) => entry(scalar(key), value, "")).join("");
}

function entry(key, value, indent) {
  const inner = `${indent}  `;
  if (Array.isArray(value) && value.some((each) => each && typeof each === "object")) {
    return `${indent}${key}:\n${value.map((each) => `${inner}- ${flow(each)}\n`).join("")}`;
  }
  if (value && typeof value === "object" && !Array.isArray(value) && Object.keys(value).length > 0 && indent.length < 2 && key !== "dataset") {
    return `${indent}${key}:\n${Object.entries(value).filter(([, each]) => each !== undefined).map(([name, each]) => entry(scalar(name), each, inner)).join("")}`;
  }
  return `${indent}${key}: ${flow(value)}\n`;
}
