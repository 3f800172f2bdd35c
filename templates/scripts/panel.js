// The panel: the selected call, its explanation, and where it stands.
page.part(() => {
  const { byId, outline } = page;
  page.selected = null;
  // A line is not its own address's target, or the browser would scroll the page to it.
  const addressOf = (item) => `#call-${outline.number(item)}`;

  function crumbsOf(item) {
    const crumbs = [];
    for (let up = outline.parentItem(item); up; up = outline.parentItem(up)) {
      crumbs.unshift(page.make("a", { href: addressOf(up) }, outline.title(up)));
    }
    return crumbs.flatMap((link, place) => (place ? [" › ", link] : [link]));
  }

  page.select = (item, { scroll = true } = {}) => {
    if (page.selected) {
      page.selected.setAttribute("aria-selected", "false");
      page.selected.tabIndex = -1;
    }
    page.selected = item;
    item.setAttribute("aria-selected", "true");
    item.tabIndex = 0;
    outline.expandAbove(item);
    byId("crumbs").replaceChildren(...crumbsOf(item));
    const name = outline.name(item);
    byId("call-title").textContent = name ? `${outline.title(item)}  ${name}` : outline.title(item);
    const gives = item.querySelector(":scope > .row .gives")?.textContent;
    byId("call-meta").textContent = [item.dataset.symbol, gives, item.dataset.meta].filter(Boolean).join("\n");
    byId("call-body").replaceChildren();
    page.explain(item, (said) => item === page.selected && byId("call-body").replaceChildren(said));
    byId("call").hidden = false;
    byId("panel-hint").hidden = true;
    byId("panel").scrollTop = 0;
    if (scroll) outline.show(item);
    document.dispatchEvent(new CustomEvent("selected", { detail: item }));
  };
  page.go = (item) => {
    page.select(item);
    page.address(addressOf(item).slice(1));
  };
  byId("close").addEventListener("click", () => {
    byId("call").hidden = true;
    byId("panel-hint").hidden = false;
  });
});
