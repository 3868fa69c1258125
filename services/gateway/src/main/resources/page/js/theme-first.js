// Sets the theme before anything is drawn, so that nothing flashes: the chosen one, else the system's. Loaded before the modules.
(function () {
  let chosen = null;
  try {
    chosen = localStorage.getItem("millrace.theme");
  } catch {
    // Without storage nothing was chosen.
  }
  const system = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  document.documentElement.dataset.theme = chosen === "light" || chosen === "dark" ? chosen : system;
})();
