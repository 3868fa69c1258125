// The live curves of a run: one chart for each metric, with its splits, and one for the learning rate. Curves are asked for as
// they are seen (x, window, smoothing); points that the stream brings are folded in, but not while one zooms or points at something.
import { get, run } from "../core/api.js";
import { ofSplit } from "../core/colors.js";
import { h, set } from "../core/dom.js";
import { setting, words } from "../core/format.js";
import { keep } from "../core/hash.js";
import { onTheme, token } from "../core/theme.js";
import { Chart } from "./chart.js";
import { Controls, read, smoothing } from "./controls.js";
import { curve, fold, metricsOf, splitsOf } from "./series.js";

const AGAIN = 2000;
// The server computes this curve; the stream's points are without it.
const RATE = { metric: "learning_rate", split: "training" };

export function open(place, context) {
  const look = read(context.route.params);
  const charts = new Map();
  const curves = new Map();
  const grid = h("div", { class: "charts" });
  const nothing = h("p", { class: "empty" }, "Curves begin with the first step.");
  const controls = new Controls(look, { changed, zoom, full: showAll });
  place.append(h("div", { class: "stack" }, controls.element, nothing, grid));

  let asking = null;
  let paused = false;
  let stale = false;
  let drawing = false;
  let timer = null;
  let rateTimer = null;
  let meanwhile = null;

  /** Asks for every curve as it is looked at now. */
  async function load({ full = false } = {}) {
    asking?.abort();
    asking = new AbortController();
    const signal = asking.signal;
    const during = (meanwhile = []);
    const known = context.detail.curves ?? [];
    const wanted = metricsOf(known).flatMap((metric) => splitsOf(known, metric).map((split) => ({ metric, split })));
    try {
      await Promise.all([...wanted, ...(wanted.some((each) => each.split === "training") ? [RATE] : [])].map((each) => ask(each, signal, full)));
    } catch (failure) {
      if (failure.name !== "AbortError") {
        controls.say(failure.message);
      }
      return;
    }
    controls.say("");
    stale = false;
    meanwhile = null;
    during.forEach(take);
    draw();
  }

  async function ask({ metric, split }, signal, full = false) {
    const width = Math.max(300, grid.clientWidth / (grid.clientWidth > 900 ? 2 : 1));
    const known = (context.detail.curves ?? []).find((each) => each.metric === metric && each.split === split);
    const ema = metric === RATE.metric ? null : smoothing(look, known);
    const answer = await get(run(context.id, "series", {
      metric, split, x: look.x, from: look.zoom?.[0], to: look.zoom?.[1], points: full ? 0 : Math.round(width), ema,
    }), signal);
    curves.set(`${metric}/${split}`, Object.assign(curve(answer, ema ?? 0), { metric, split, most: width * 2 }));
  }

  function draw({ rebuild = false } = {}) {
    const metrics = [...new Set([...curves.values()].map((each) => each.metric))];
    nothing.hidden = metrics.length > 0;
    for (const metric of metricsOf(metrics.map((name) => ({ metric: name })))) {
      const lines = splitsOf([...curves.values()], metric).map((split) => ({ key: split, name: split, curve: curves.get(`${metric}/${split}`), ...ofSplit(split) }));
      chart(metric, words(metric)).show(metric === RATE.metric ? lines.map((line) => ({ ...line, name: "", color: token("accent"), marked: false, say: (value) => setting(value === null ? null : Number(value.toPrecision(3))) })) : lines, { rebuild });
    }
    const all = [...curves.values()].filter((each) => each.metric !== RATE.metric);
    controls.tell({ coarse: all.some((each) => !each.exact), bin: Math.max(1, ...all.map((each) => each.bin)), total: Math.max(0, ...all.map((each) => each.total)) });
  }

  function chart(metric, title) {
    if (!charts.has(metric)) {
      const made = new Chart({ title, x: look.x, log: look.log && metric !== RATE.metric, zoomed: zoom, hovered });
      charts.set(metric, made);
      made.zoom(...(look.zoom ?? [null]));
      const order = metricsOf([...charts.keys()].map((name) => ({ metric: name })));
      set(grid, order.map((name) => charts.get(name).element));
    }
    return charts.get(metric);
  }

  function changed(what) {
    const x = what.x && what.x !== look.x;
    Object.assign(look, what);
    if (x) {
      look.zoom = null;
      controls.zoomed(false);
    }
    keep({ x: look.x === "step" ? "" : look.x, s: look.smooth || "", log: look.log, z: look.zoom?.map((each) => Number(each.toPrecision(12))).join("..") });
    charts.forEach((each, metric) => {
      each.look({ x: look.x, log: look.log && metric !== RATE.metric });
      x && each.zoom(null);
    });
    what.log !== undefined ? draw({ rebuild: true }) : load();
  }

  function zoom(from, to) {
    look.zoom = from === null || from === undefined ? null : [from, to];
    controls.zoomed(look.zoom !== null);
    pause();
    keep({ z: look.zoom?.map((each) => Number(each.toPrecision(12))).join("..") });
    charts.forEach((each) => each.zoom(...(look.zoom ?? [null])));
    load();
  }

  function showAll() {
    load({ full: true });
  }

  function hovered(on) {
    controls.hovering = on;
    pause();
    if (!paused && stale) {
      load();
    } else if (!paused) {
      soon();
    }
  }

  function pause() {
    paused = controls.hovering || look.zoom !== null;
    controls.paused(paused);
  }

  /** Draws at most once per frame, and not while one looks closely. */
  function soon() {
    if (!drawing && !paused) {
      drawing = true;
      requestAnimationFrame(() => {
        drawing = false;
        if (!paused && grid.isConnected) {
          draw();
        }
      });
    }
  }

  /** Asks again in a while, once for all that happens until then. */
  function later(wait) {
    stale = true;
    timer ??= setTimeout(() => {
      timer = null;
      if (stale && !paused) {
        load();
      }
    }, wait);
  }

  function points(message) {
    const said = Array.isArray(message) ? message : [message];
    meanwhile?.push(...said);
    said.forEach(take);
    soon();
    rateTimer ??= setTimeout(rate, AGAIN);
  }

  async function rate() {
    try {
      if (!paused) {
        await ask(RATE, asking?.signal);
        soon();
      }
    } catch {
      // It is asked for again with the next points.
    }
    rateTimer = null;
  }

  /** Folds what was said of one step into its curves, where that can be done; else they are asked for again. */
  function take(point) {
    for (const [metric, value] of Object.entries(point?.values ?? {})) {
      const to = curves.get(`${metric}/${point.split}`);
      if (!to) {
        const others = (context.detail.curves ?? []).filter((each) => each.metric !== metric || each.split !== point.split);
        context.detail.curves = [...others, { split: point.split, metric }];
        later(150);
      } else if (look.x !== "step" || to.x.length > to.most) {
        later(AGAIN);
      } else if (!look.zoom) {
        fold(to, point.step, value);
      }
    }
  }

  const themed = onTheme(() => draw({ rebuild: true }));
  controls.zoomed(look.zoom !== null);
  pause();
  load();

  return {
    hear: { points, reset: () => load() },
    keys: controls.keys,
    close() {
      asking?.abort();
      clearTimeout(timer);
      clearTimeout(rateTimer);
      themed();
      charts.forEach((each) => each.close());
    },
  };
}
