// Light or dark: as the system says, until the reader says otherwise.
page.part(() => {
  const root = document.documentElement;
  const button = page.byId("theme");
  const system = matchMedia("(prefers-color-scheme: dark)");
  // A page that is opened from a file may have no storage.
  const remembered = (theme) => {
    try {
      if (theme) sessionStorage.setItem("fittrace-theme", theme);
      return sessionStorage.getItem("fittrace-theme");
    } catch {
      return null;
    }
  };
  const isDark = () => (root.dataset.theme ? root.dataset.theme === "dark" : system.matches);
  const show = () => button.setAttribute("aria-pressed", String(isDark()));

  const before = remembered();
  if (before === "light" || before === "dark") root.dataset.theme = before;
  button.addEventListener("click", () => {
    root.dataset.theme = isDark() ? "light" : "dark";
    remembered(root.dataset.theme);
    show();
  });
  page.on(system, "change", show);
  show();
});
