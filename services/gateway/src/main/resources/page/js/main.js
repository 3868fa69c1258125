// The page: which view is shown, the event stream that feeds it, the theme, and the keys that work everywhere.
import { h, set, text } from "./core/dom.js";
import { go, here } from "./core/hash.js";
import { setCommon, setKeys, showHelp } from "./core/keys.js";
import { Stream } from "./core/stream.js";
import { styled } from "./core/styles.js";
import { isDark, onTheme, toggle } from "./core/theme.js";
import { Rows } from "./runs/rows.js";

// A view's `open(place, app)` returns {title, keys, changed?(route), close?()}; `changed` is told of another hash of the same view and run.
// Each is loaded when it is first shown; index.html names the modules that the first of them needs, so that they come all at once.
// Style sheets are there: those of the table, and of what several views share.
const PLOTS = "/lib/uplot/uPlot.min.css";
const VIEWS = {
  runs: () => import("./runs/view.js"),
  run: () => styled(import("./run/view.js"), PLOTS, "/css/classes.css", "/css/try.css"),
  compare: () => styled(import("./compare/view.js"), PLOTS),
  new: () => styled(import("./submit/view.js"), "/css/submit.css"),
};

const place = document.getElementById("main");
const connection = document.getElementById("connection");
const theme = document.getElementById("theme");

const rows = new Rows();
const app = { rows, stream: new Stream(connected), titled, listing: "" };
let shown = null;
let turn = 0;

function connected(how) {
  const lost = how === "lost";
  text(connection, lost ? "Connection lost. Trying again." : "Live");
  connection.toggleAttribute("data-lost", lost);
}

function titled(title) {
  document.title = title ? `${title} · Millrace` : "Millrace";
}

async function route() {
  const mine = ++turn;
  const to = here();
  const view = VIEWS[to.view] ? to.view : "runs";
  if (view === "runs") {
    app.listing = String(to.params);
  }
  const name = `${view}/${to.id}`;
  if (shown?.name === name && shown.changed?.(to)) {
    return;
  }
  const module = await VIEWS[view]().catch(() => null);
  if (mine !== turn) {
    return;
  }
  shown?.close?.();
  set(place);
  for (const link of document.querySelectorAll("nav [data-view]")) {
    link.toggleAttribute("aria-current", link.dataset.view === view);
    if (link.dataset.view === view) {
      link.setAttribute("aria-current", "page");
    }
  }
  if (!module) {
    shown = null;
    set(place, h("p", { class: "banner bad", role: "alert" }, "The server does not answer. Reload this page when it does."));
    return;
  }
  const opened = module.open(place, app, to);
  shown = { name, ...opened };
  titled(opened.title);
  setKeys(opened.keys);
  scrollTo(0, 0);
}

function themed() {
  text(theme, isDark() ? "Light" : "Dark");
  theme.setAttribute("aria-label", `Switch to the ${isDark() ? "light" : "dark"} theme`);
}

theme.addEventListener("click", toggle);
document.getElementById("help").addEventListener("click", showHelp);
onTheme(themed);
themed();
setCommon({
  u: ["all runs", () => go({ view: "runs", params: app.listing })],
  n: ["a new run", () => go({ view: "new" })],
  t: ["light or dark", toggle],
});
addEventListener("hashchange", route);
route();
