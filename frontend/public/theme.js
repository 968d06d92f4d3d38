// Runs before the first paint so that a light-theme user never sees a dark flash.
(function () {
  let theme = null;
  try {
    theme = localStorage.getItem("maskwright.theme");
  } catch {
    // Storage may be blocked; the default stands.
  }
  document.documentElement.dataset.theme = theme === "light" ? "light" : "dark";
})();
