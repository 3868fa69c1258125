// A run's page: what it is, how it is, and tabs for everything else. This module holds what is known of the run and hands what
// the stream says to whoever shows it.
import { get, run } from "../core/api.js";
import { h, set, text } from "../core/dom.js";
import { format, go } from "../core/hash.js";
import { filter } from "../runs/filter.js";
import { actions } from "./actions.js";
import * as checkpoints from "./checkpoints.js";
import * as classes from "./classes.js";
import * as events from "./events.js";
import { Log } from "./log.js";
import * as overview from "./overview.js";
import * as pipeline from "./pipeline.js";
import * as settings from "./settings.js";
import { banners, statusLine } from "./status.js";

const TABS = [
  ["", "Overview", overview], ["classes", "Classes", classes], ["pipeline", "Pipeline", pipeline],
  ["checkpoints", "Checkpoints", checkpoints], ["settings", "Settings", settings], ["events", "Events", events],
];
const TELLING = ["accepted", "rejected", "started", "completed", "stopped", "failed", "epoch-ended", "evaluated", "command-applied"];

export function open(place, app, route) {
  const context = { id: route.id, route, app, detail: null, log: new Log(route.id), changed: () => later(0) };
  const name = h("h1", null, route.id);
  const about = h("div", { class: "about" });
  const doing = h("div", { class: "row actions" });
  const status = h("div", { class: "status", role: "status", "aria-live": "off" });
  const told = h("div", { class: "stack banners" });
  const nav = h("nav", { class: "tabs", "aria-label": "Parts of the run" }, TABS.map(([tab, label], i) =>
    h("a", { href: format({ view: "run", id: route.id, tab }), dataset: { tab }, title: `${label} (${i + 1})` }, label)));
  const panel = h("div", { class: "panel" });
  place.append(h("div", { class: "head" }, h("div", { class: "names" }, name, about), doing), status, told, nav, panel);

  let tab = null;
  let alerts = [];
  let timer = 0;
  let closed = false;

  async function load() {
    try {
      const detail = await get(run(context.id));
      if (!closed) {
        known(detail);
      }
      await context.log.load();
    } catch (failure) {
      if (!closed && !context.detail) {
        set(panel, h("p", { class: "banner bad", role: "alert" }, failure.message));
      }
    }
  }

  function known(detail) {
    const first = context.detail === null;
    context.detail = detail;
    alerts = detail.alerts ?? [];
    draw();
    if (first) {
      show(context.route);
    } else {
      tab?.hear?.detail?.();
    }
  }

  function draw() {
    const { run: row, annotation, pipeline: line } = context.detail;
    text(name, row.name || row.run_id);
    set(about, h("button", { class: "link mono", type: "button", title: "Copy the run's id", onclick: () => navigator.clipboard?.writeText(row.run_id) }, row.run_id),
      (annotation?.tags ?? row.tags ?? []).map((each) => h("span", { class: "tag" }, each)), (annotation?.archived ?? row.archived) && h("span", { class: "tag" }, "archived"));
    actions(doing, context);
    quick();
    banners(told, row, statusLine(status, row, line?.flows), alerts);
  }

  function quick() {
    const { run: row, pipeline: line } = context.detail;
    statusLine(status, row, line?.flows);
    app.stream && (document.title = `${row.name || row.run_id} · Millrace`);
  }

  function rows(message) {
    app.rows.apply(message);
    const row = message?.rows?.find((each) => each.run_id === context.detail?.run.run_id);
    if (row) {
      const before = context.detail.run;
      context.detail.run = row;
      if (before.phase !== row.phase || before.liveness !== row.liveness) {
        draw();
      } else {
        quick();
      }
      tab?.hear?.row?.(row);
    }
  }

  /** Asks again for the run in a moment, once for all that happens until then. */
  function later(wait) {
    clearTimeout(timer);
    timer = setTimeout(load, wait);
  }

  const hear = (what) => (data) => {
    if (!context.detail) {
      return;
    }
    tab?.hear?.[what]?.(data);
  };

  const handlers = {
    runs: rows,
    points: hear("points"),
    report: hear("report"),
    event(event) {
      const all = Array.isArray(event) ? event : [event];
      context.log.add(all);
      all.forEach(hear("event"));
      if (all.some((each) => TELLING.includes(each?.type))) {
        later(400);
      }
    },
    pipeline(line) {
      if (context.detail) {
        context.detail.pipeline = line;
        banners(told, context.detail.run, statusLine(status, context.detail.run, line?.flows), alerts);
        tab?.hear?.pipeline?.(line);
      }
    },
    alerts(message) {
      alerts = Array.isArray(message) ? message : message?.alerts ?? [];
      context.detail && draw();
    },
    reset() {
      load();
      hear("reset")();
    },
  };

  function show(to) {
    context.route = to;
    tab?.close?.();
    const [key, label, module] = TABS.find(([each]) => each === to.tab) ?? TABS[0];
    for (const link of nav.children) {
      link.dataset.tab === key ? link.setAttribute("aria-current", "page") : link.removeAttribute("aria-current");
    }
    set(panel);
    panel.setAttribute("aria-label", label);
    tab = module.open(panel, context) ?? {};
    Object.assign(keys, common, tab.keys ?? {});
  }

  const neighbour = (by) => () => {
    const list = filter(app.rows.list(), {});
    const at = list.findIndex((row) => row.run_id === context.detail?.run.run_id);
    const next = list[at + by];
    if (at >= 0 && next) {
      go({ view: "run", id: next.run_id, tab: context.route.tab });
    }
  };
  const common = {
    j: ["the next run", neighbour(1)],
    k: ["the run before", neighbour(-1)],
    ...Object.fromEntries(TABS.map(([key, label], i) => [String(i + 1), [label.toLowerCase(), () => go({ view: "run", id: context.id, tab: key })]])),
  };
  const keys = { ...common };

  app.stream.watch(route.id, handlers).then(load);
  app.rows.loaded || app.rows.load().catch(() => {});

  return {
    title: route.id,
    keys,
    changed(to) {
      if (!context.detail) {
        context.route = to;
      } else if (to.tab !== context.route.tab) {
        Object.keys(keys).forEach((key) => delete keys[key]);
        show(to);
      }
      return true;
    },
    close() {
      closed = true;
      clearTimeout(timer);
      tab?.close?.();
    },
  };
}

