// Sets the theme before anything is drawn, so that nothing flashes: the chosen one, else the system's. Loaded before the modules.
(function () {
  const root = document.documentElement;
  let kept = null;
  try {
    kept = localStorage.getItem("millrace.theme");
  } catch {
    // Without storage nothing was chosen.
  }
  const system = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  const chosen = root.toggleAttribute("data-chosen", kept === "light" || kept === "dark");
  root.dataset.theme = chosen ? kept : system;
})();
