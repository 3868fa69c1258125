// Style sheets that not every view needs. The first that is shown does not wait for them.
import { h } from "./dom.js";

const loading = new Map();

/** Loads a module and the style sheets of what it shows; gives the module once all are there. */
export async function styled(module, ...sheets) {
  const [loaded] = await Promise.all([module, ...sheets.map(sheet)]);
  return loaded;
}

function sheet(href) {
  if (!loading.has(href)) {
    loading.set(href, new Promise((done) => document.head.append(h("link", { rel: "stylesheet", href, onload: done, onerror: done }))));
  }
  return loading.get(href);
}
