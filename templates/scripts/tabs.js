// Tabs: buttons of a tablist, each with a panel.
page.part(() => page.all("[role=tablist]").forEach((list) => {
  const tabs = page.all("[role=tab]", list);
  tabs.forEach((tab, place) => {
    tab.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (!step) return;
      const next = tabs[(place + step + tabs.length) % tabs.length];
      next.click();
      next.focus();
    });
    tab.addEventListener("click", () => tabs.forEach((other) => {
      other.setAttribute("aria-selected", String(other === tab));
      const panel = page.byId(other.getAttribute("aria-controls"));
      panel.hidden = other !== tab;
      if (other === tab) panel.dispatchEvent(new Event("shown"));
    }));
  });
}));
