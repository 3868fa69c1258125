// The page: which view is shown, the event stream that feeds it, the theme, and the keys that work everywhere.
import * as compare from "./compare/view.js";
import { set, text } from "./core/dom.js";
import { go, here } from "./core/hash.js";
import { setCommon, setKeys, showHelp } from "./core/keys.js";
import { Stream } from "./core/stream.js";
import { isDark, onTheme, toggle } from "./core/theme.js";
import * as run from "./run/view.js";
import { Rows } from "./runs/rows.js";
import * as runs from "./runs/view.js";
import * as submit from "./submit/view.js";

// A view's `open(place, app)` returns {title, keys, changed?(route), close?()}; `changed` is told of another hash of the same view and run.
const VIEWS = { runs, run, compare, new: submit };

const place = document.getElementById("main");
const connection = document.getElementById("connection");
const theme = document.getElementById("theme");

const rows = new Rows();
const app = { rows, stream: new Stream(connected), titled, listing: "" };
let shown = null;

function connected(how) {
  const lost = how === "lost";
  text(connection, lost ? "Connection lost. Trying again." : "Live");
  connection.toggleAttribute("data-lost", lost);
}

function titled(title) {
  document.title = title ? `${title} · Millrace` : "Millrace";
}

function route() {
  const to = here();
  const view = VIEWS[to.view] ? to.view : "runs";
  if (view === "runs") {
    app.listing = String(to.params);
  }
  const name = `${view}/${to.id}`;
  if (shown?.name === name && shown.changed?.(to)) {
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
  const opened = VIEWS[view].open(place, app, to);
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
