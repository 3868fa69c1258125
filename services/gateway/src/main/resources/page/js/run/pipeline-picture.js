// The picture of the pipeline, side by side where there is room, else one below the other. Pure but for the elements it makes.
import { s } from "../core/dom.js";
import { age, bytes, count, NONE, percent, rate } from "../core/format.js";
import { isOver } from "../core/state.js";
import { dataset } from "../runs/filter.js";

const HEIGHT = 128;
const ACROSS = 700;

/** The picture in `width` pixels. */
export function drawing(pipeline, row, width) {
  const across = width >= ACROSS;
  const nodes = parts(pipeline, row);
  const arrows = flows(pipeline?.flows, row);
  const gap = across ? Math.max(110, Math.min(190, width * 0.14)) : 74;
  const wide = across ? (width - 2 * gap - 2) / 3 : width - 2;
  const place = (i) => (across ? [1 + i * (wide + gap), 14] : [1, 1 + i * (HEIGHT + gap)]);
  const height = across ? HEIGHT + 74 : 3 * HEIGHT + 2 * gap + 60;
  return s("svg", { class: "pipeline", width, height, viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": spoken(nodes, arrows) },
    s("defs", null, s("marker", { id: "head", viewBox: "0 0 8 8", refX: 7, refY: 4, markerWidth: 7, markerHeight: 7, orient: "auto-start-reverse" }, s("path", { d: "M0 0l8 4-8 4z", class: "head" }))),
    nodes.map((node, i) => box(node, ...place(i), wide)),
    arrows.map((arrow, i) => {
      const [x, y] = place(i);
      return across
        ? arc(arrow, [x + wide, y + HEIGHT / 2], [x + wide + gap, y + HEIGHT / 2], [x + wide + gap / 2, y + HEIGHT / 2 - 10], "middle")
        : arc(arrow, [x + wide / 2, y + HEIGHT], [x + wide / 2, y + HEIGHT + gap], [x + wide / 2 + 12, y + HEIGHT + gap / 2], "start");
    }),
    metrics(across, place, wide, height));
}

// Scores and metrics go to everybody who listens; so does this page.
function metrics(across, place, wide, height) {
  const [x1, y1] = place(1);
  const [x2, y2] = place(2);
  const low = height - 20;
  const lines = across
    ? [`M${x1 + wide / 2} ${y1 + HEIGHT}V${low - 4}`, `M${x2 + wide / 2} ${y2 + HEIGHT}V${low - 4}`]
    : [`M${x2 + wide / 2} ${y2 + HEIGHT}V${low - 16}`];
  return [lines.map((d) => s("path", { d, class: "flow thin", "marker-end": "url(#head)" })),
    s("text", { x: across ? (x1 + x2) / 2 + wide / 2 : wide / 2, y: low + 10, class: "small", "text-anchor": "middle" }, "metrics, events: this page and anybody else who reads them")];
}

function parts(pipeline, row) {
  const flow = pipeline?.flows ?? {};
  return ["data-loader", "trainer", "evaluator"].map((service) => {
    const all = (pipeline?.services ?? []).filter((each) => each.service === service);
    const mine = all.filter((each) => (each.runs ?? []).includes(row.run_id));
    const shown = mine.find((each) => each.alive) ?? mine[0] ?? all.find((each) => each.alive) ?? all[0];
    const stuck = flow.stuck === service;
    return {
      service, stuck,
      silent: shown ? !shown.alive : true,
      state: !shown ? "not heard of" : !shown.alive ? `silent for ${age(shown.last_seen)}` : stuck ? "stuck" : mine.length > 0 && !isOver(row) ? "at work" : "idle",
      lines: [
        shown ? `${shown.instance}${mine.length > 1 ? ` and ${mine.length - 1} more` : ""}` : NONE,
        shown ? `${bytes(shown.resident_bytes)} memory, ${Number.isFinite(shown.cpu_share) ? shown.cpu_share.toFixed(1) : NONE} cores${busy(shown.devices)}` : "",
        doing(service, flow, row),
      ],
      waiting: service === "trainer" && !isOver(row) ? flow.waiting_share ?? row.waiting_share : null,
    };
  });
}

/** What a device is, how much of its memory is used, and how busy it is: "NVIDIA H200: 2.1 GB of 151 GB, 75 % busy". */
export const used = (device) =>
  `${device.name}: ${bytes(device.memory_used_bytes)} of ${bytes(device.memory_bytes)}${Number.isFinite(device.utilisation) ? `, ${percent(device.utilisation)} busy` : ""}`;

const busy = (devices) => (devices ?? []).filter((each) => Number.isFinite(each.utilisation)).map((each) => `, GPU ${percent(each.utilisation)}`).join("");

function doing(service, flow, row) {
  if (service === "data-loader") {
    return dataset(row.dataset);
  }
  if (service === "trainer") {
    return isOver(row) ? `${count(row.step)} steps trained` : `${rate(flow.steps_per_second ?? row.steps_per_second)} steps/s, waits ${percent(flow.waiting_share ?? row.waiting_share)}`;
  }
  return flow.checkpoints_unscored > 0 ? `${count(flow.checkpoints_unscored)} still to score` : "everything is scored";
}

function flows(flow, row) {
  const ahead = flow?.batches_ahead;
  const over = isOver(row);
  return [
    { name: "mini-batches", said: over ? "" : ahead === null || ahead === undefined ? "" : ahead === 0 ? "none ahead" : `${count(ahead)} steps ahead`, dry: !over && ahead === 0 },
    { name: "checkpoints", said: flow?.checkpoints_unscored > 0 ? `${count(flow.checkpoints_unscored)} unscored` : "", dry: false },
  ];
}

function box(node, x, y, width) {
  const kind = node.stuck ? "stuck" : node.silent ? "silent" : "alive";
  const bar = width - 28;
  return s("g", { class: `box ${kind}`, transform: `translate(${x} ${y})` },
    s("rect", { width, height: HEIGHT, rx: 8 }),
    s("text", { x: 14, y: 25, class: "name" }, node.service),
    s("text", { x: width - 14, y: 25, class: `small how ${kind}`, "text-anchor": "end" }, node.state),
    node.lines.map((line, i) => s("text", { x: 14, y: 49 + i * 20, class: i === 0 ? "instance" : "line" }, cut(line, width, i === 0 ? 7.3 : 6.7))),
    Number.isFinite(node.waiting) && [
      s("title", null, `Waits for input ${percent(node.waiting)} of its time`),
      s("rect", { x: 14, y: HEIGHT - 17, width: bar, height: 5, rx: 2, class: "bar" }),
      s("rect", { x: 14, y: HEIGHT - 17, width: Math.max(0, bar * (1 - Math.min(1, node.waiting))), height: 5, rx: 2, class: "busy" }),
    ]);
}

const cut = (line, width, letter) => {
  const most = Math.max(8, Math.floor((width - 24) / letter));
  return line.length > most ? `${line.slice(0, most - 1)}…` : line;
};

function arc(arrow, [x1, y1], [x2, y2], [x, y], anchor) {
  return s("g", { class: arrow.dry ? "dry" : null },
    s("path", { d: `M${x1 + (x2 > x1 ? 6 : 0)} ${y1 + (y2 > y1 ? 6 : 0)}L${x2 - (x2 > x1 ? 6 : 0)} ${y2 - (y2 > y1 ? 6 : 0)}`, class: "flow", "marker-end": "url(#head)" }),
    s("text", { x, y: anchor === "middle" ? y : y - 2, class: "line", "text-anchor": anchor }, arrow.name),
    s("text", { x, y: anchor === "middle" ? y + 27 : y + 15, class: "small", "text-anchor": anchor }, arrow.said));
}

const spoken = (nodes, arrows) =>
  `Pipeline: ${nodes.map((node, i) => `${node.service}, ${node.state}, ${node.lines.filter(Boolean).join(", ")}${arrows[i] ? `; then ${arrows[i].name} ${arrows[i].said}` : ""}`).join("; ")}.`;
