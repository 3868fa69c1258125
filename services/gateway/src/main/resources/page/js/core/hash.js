// The view and its state in the URL's hash: `#/run/ID/classes?x=epoch&log=1`. A reload, or a link that is sent, shows the same.

/** What a hash says: {view, id, tab, params}. Pure. */
export function parse(hash) {
  const [path, query] = hash.replace(/^#\/?/, "").split("?", 2);
  const parts = path.split("/").map(decode);
  const params = new URLSearchParams(query ?? "");
  const view = parts[0] || "runs";
  return { view, id: parts[1] ?? "", tab: parts[2] ?? "", params };
}

function decode(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** The hash of a view. Pure. */
export function format({ view, id, tab, params }) {
  const path = [view, id, id ? tab : ""].filter(Boolean).map(encodeURIComponent).join("/");
  const query = String(params ?? "");
  return `#/${path}${query ? `?${query}` : ""}`;
}

/** Where the page is. */
export const here = () => parse(location.hash);

/** Goes to a view; a new entry in the history. */
export function go(route) {
  location.hash = format(route);
}

/** Keeps a setting of the view; no entry in the history. A value that is empty or the default is left out. */
export function keep(changes) {
  const route = here();
  for (const [name, value] of Object.entries(changes)) {
    if (value === null || value === undefined || value === "" || value === false) {
      route.params.delete(name);
    } else {
      route.params.set(name, value === true ? "1" : String(value));
    }
  }
  history.replaceState(history.state, "", format(route));
}
