// Light or dark: the system's, or what the switch says. Charts ask for colours and are told when they change.

const KEY = "millrace.theme";
const listeners = new Set();
const system = matchMedia("(prefers-color-scheme: dark)");

export const isDark = () => (document.documentElement.dataset.theme ?? (system.matches ? "dark" : "light")) === "dark";

/** The value of a CSS token, as canvases need it. */
export const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

/** Calls `listener` whenever the theme has changed; returns how to stop that. */
export function onTheme(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function toggle() {
  const wanted = isDark() ? "light" : "dark";
  const root = document.documentElement;
  if ((wanted === "dark") === system.matches) {
    delete root.dataset.theme;
  } else {
    root.dataset.theme = wanted;
  }
  try {
    root.dataset.theme ? localStorage.setItem(KEY, wanted) : localStorage.removeItem(KEY);
  } catch {
    // Without storage the choice lasts as long as the page.
  }
  changed();
}

const changed = () => listeners.forEach((listener) => listener());
system.addEventListener("change", changed);
