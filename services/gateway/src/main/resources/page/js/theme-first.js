// Sets the theme that was chosen before anything is drawn, so that nothing flashes. Loaded before the modules.
(function () {
  try {
    const chosen = localStorage.getItem("millrace.theme");
    if (chosen === "light" || chosen === "dark") {
      document.documentElement.dataset.theme = chosen;
    }
  } catch {
    // Without storage the system's theme stays.
  }
})();
