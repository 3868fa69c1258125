// Light or dark: the system's, or what the switch says. Charts ask for colours and are told when they change.

const KEY = "millrace.theme";
const root = document.documentElement;
const listeners = new Set();
const system = matchMedia("(prefers-color-scheme: dark)");
const ofSystem = () => (system.matches ? "dark" : "light");

export const isDark = () => root.dataset.theme === "dark";

/** The value of a CSS token, as canvases need it. */
export const token = (name) => getComputedStyle(root).getPropertyValue(`--${name}`).trim();

/** Calls `listener` whenever the theme has changed; returns how to stop that. */
export function onTheme(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function toggle() {
  show(isDark() ? "light" : "dark");
  const chosen = root.toggleAttribute("data-chosen", root.dataset.theme !== ofSystem());
  try {
    chosen ? localStorage.setItem(KEY, root.dataset.theme) : localStorage.removeItem(KEY);
  } catch {
    // Without storage the choice lasts as long as the page.
  }
}

function show(theme) {
  root.dataset.theme = theme;
  listeners.forEach((listener) => listener());
}

// Whether somebody chose is said by `data-chosen`, which `theme-first.js` has set by what was kept.
system.addEventListener("change", () => root.hasAttribute("data-chosen") || show(ofSystem()));
