// The shell around the views: which one is shown, what an address means, the drawer.
page.part(() => {
  const { byId } = page;
  const views = page.all(".view");
  const links = new Map(page.all("#views a").map((link) => [link.hash.slice(1), link]));
  const scrolled = new Map();
  const isSmall = matchMedia("(max-width: 1180px)");

  page.show = (name) => {
    const shown = document.body.dataset.view;
    if (shown === name || !views.some((view) => view.dataset.view === name)) return;
    if (shown) scrolled.set(shown, scrollY);
    if (shown && isSmall.matches) byId("close").click(); // the sheet would cover the view
    document.body.dataset.view = name;
    views.forEach((view) => {
      view.hidden = view.dataset.view !== name;
    });
    links.forEach((link, address) => {
      if (address !== name) return link.removeAttribute("aria-current");
      link.setAttribute("aria-current", "page");
      const row = byId("views");
      row.scrollLeft = link.offsetLeft - row.offsetLeft - (row.clientWidth - link.offsetWidth) / 2;
      return undefined;
    });
    views.find((view) => !view.hidden).dispatchEvent(new Event("shown"));
  };
  // The address of what is looked at within a view: no page of its own to go back to.
  page.address = (address) => history.replaceState({ view: document.body.dataset.view }, "", `#${address}`);

  // An address that leads nowhere is said, with a way back.
  function lose(address) {
    byId("lost").hidden = address === null;
    if (address === null) return;
    const short = address.length > 60 ? `${address.slice(0, 60)}…` : address;
    byId("lost-address").textContent = page.word("no such address", { address: short });
  }
  byId("lost-close").addEventListener("click", () => {
    page.address(document.body.dataset.view);
    lose(null);
  });

  // An address is a view, a call (the view stays), or something in a view.
  function follow() {
    const address = page.named();
    const known = history.state?.view;
    lose(null);
    const [, slide] = /^present-(.+)$/.exec(address) ?? [];
    if (slide && page.present(slide)) return undefined;
    page.leavePresenter(null);
    const [, number] = /^call-(\d+)$/.exec(address) ?? [];
    const item = number && page.outline.item(number);
    if (item) {
      if (known) page.show(known);
      page.select(item);
    } else if (links.has(address)) {
      page.show(address);
      scrollTo(0, (known && scrolled.get(address)) || 0);
    } else {
      const target = address ? byId(address) : null;
      const view = target?.closest(".view");
      if (address && !target) lose(address);
      if (!view) return undefined;
      page.show(view.dataset.view);
      target.dispatchEvent(new Event("reached", { bubbles: true }));
      target.scrollIntoView();
    }
    if (!known) history.replaceState({ view: document.body.dataset.view }, "");
    return undefined;
  }
  page.on(window, "hashchange", follow);
  // A view begins at the page's top, where the browser would look for an element of that name.
  const toTop = () => links.has(location.hash.slice(1)) && scrollTo(0, 0);
  page.on(window, "load", () => setTimeout(toTop));
  page.on(document, "click", (event) => {
    const link = event.target.closest?.('a[href^="#call-"]');
    if (!link || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const item = page.outline.item(link.getAttribute("href").slice("#call-".length));
    if (!item) return;
    event.preventDefault();
    page.go(item);
  });

  const chapters = new Map(page.all(".chapters a").map((link) => [link.hash.slice(1), link]));
  const watcher = new IntersectionObserver((entries) => {
    for (const entry of entries) {
      if (!entry.isIntersecting) continue;
      chapters.forEach((link) => link.removeAttribute("aria-current"));
      chapters.get(entry.target.id)?.setAttribute("aria-current", "true");
    }
  }, { rootMargin: "-10% 0px -80% 0px" });
  page.all(".chapter").forEach((section) => watcher.observe(section));

  // What is wider than its place must be reached with the keys as well, to be moved.
  const wide = new ResizeObserver((entries) => entries.forEach(({ target }) => {
    if (target.scrollWidth > target.clientWidth) target.tabIndex = 0;
    else if (!target.hasAttribute("role")) target.removeAttribute("tabindex");
  }));
  page.all(".wide, .nest").forEach((table) => wide.observe(table));

  // On a narrow screen the outline is a drawer, which can only be reached where it is open.
  const drawer = byId("drawer");
  page.setDrawer = (open) => {
    const was = byId("outline").classList.contains("open");
    byId("outline").classList.toggle("open", open);
    drawer.setAttribute("aria-expanded", String(open));
    if (open) byId("find").focus({ preventScroll: true });
    else if (was && byId("outline").contains(document.activeElement)) drawer.focus({ preventScroll: true });
  };
  drawer.addEventListener("click", () => page.setDrawer(drawer.getAttribute("aria-expanded") !== "true"));
  byId("outline").addEventListener("click", (event) => {
    if (event.target.closest(".chapters a")) page.setDrawer(false);
  });
  page.on(window, "keydown", (event) => {
    if (event.key !== "Escape") return;
    page.setDrawer(false);
    if (isSmall.matches) byId("close").click();
  });

  page.show(views[0].dataset.view);
  follow();
  const fit = byId("tree").querySelector('[data-method="fit"]');
  if (!page.selected && fit && matchMedia("(min-width: 1181px)").matches) page.select(fit, { scroll: false });
});
