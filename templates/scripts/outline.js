// The outline: an ARIA tree of every call, folded; and finding in it.
page.part(() => {
  const { byId } = page;
  const tree = byId("tree");

  // What every line has, and its place tells: roles, levels, where its name may be broken.
  const breakable = (text) =>
    text.split(/(?<=\.)(?=\w)|(?<=[a-z0-9]_)(?=[a-z0-9])/).flatMap((part) => [part, page.make("wbr")]).slice(0, -1);
  function complete(list, level) {
    for (const item of list.children) {
      const row = item.firstElementChild;
      const [label, name] = [row.querySelector(".label"), row.querySelector(".name")];
      const title = label.textContent;
      item.dataset.key ??= name ? `${title} [${name.textContent}]` : title;
      item.dataset.method = item.dataset.key.replace(/ \[.*$/, "").split(".").at(-1);
      item.setAttribute("role", "treeitem");
      item.setAttribute("aria-level", String(level));
      item.setAttribute("aria-selected", "false");
      item.tabIndex = -1;
      row.querySelector(".mark").title = item.dataset.meta.split(" · ")[0];
      row.prepend(page.make("span", { class: "twist", "aria-hidden": "true" }));
      label.replaceChildren(...breakable(title));
      const below = item.querySelector(":scope > ul");
      if (below) {
        below.setAttribute("role", "group");
        complete(below, level + 1);
      }
    }
  }
  complete(tree, 1);

  const items = () => page.all("[role=treeitem]", tree);
  const parentItem = (item) => item.parentElement.closest("[role=treeitem]");
  const isShown = (item) => {
    for (let up = parentItem(item); up; up = parentItem(up)) {
      if (up.getAttribute("aria-expanded") === "false") return false;
    }
    return !item.hidden;
  };
  const expand = (item, open) => {
    if (item.hasAttribute("aria-expanded")) item.setAttribute("aria-expanded", String(open));
  };
  const expandAbove = (item) => {
    for (let up = parentItem(item); up; up = parentItem(up)) expand(up, true);
  };

  // Not scrollIntoView: the chapter that is being read stays where it is.
  function show(item) {
    const box = byId("outline");
    const [at, view] = [item.firstElementChild.getBoundingClientRect(), box.getBoundingClientRect()];
    const bottom = Math.min(view.bottom, innerHeight);
    if (at.top < view.top) box.scrollTop += at.top - view.top - 40;
    if (at.bottom > bottom) box.scrollTop += at.bottom - bottom + 40;
  }
  page.outline = {
    item: (number) => byId(`line-${number}`),
    number: (item) => Number(item.id.slice("line-".length)),
    title: (item) => item.querySelector(":scope > .row .label").textContent,
    name: (item) => item.querySelector(":scope > .row .name")?.textContent,
    parentItem, expandAbove, show,
  };

  tree.addEventListener("click", (event) => {
    const item = event.target.closest("[role=treeitem]");
    if (!item) return;
    if (event.target.closest(".twist") || item === page.selected) {
      expand(item, item.getAttribute("aria-expanded") !== "true");
    }
    page.go(item);
    item.focus({ preventScroll: true });
    page.setDrawer(false);
  });

  tree.addEventListener("keydown", (event) => {
    const item = event.target.closest("[role=treeitem]");
    if (!item) return;
    const shown = items().filter(isShown);
    const place = shown.indexOf(item);
    const open = item.getAttribute("aria-expanded");
    const moves = {
      ArrowDown: () => shown[place + 1],
      ArrowUp: () => shown[place - 1],
      Home: () => shown[0],
      End: () => shown.at(-1),
      ArrowRight: () => (open === "false" ? (expand(item, true), item) : open ? shown[place + 1] : null),
      ArrowLeft: () => (open === "true" ? (expand(item, false), item) : parentItem(item)),
      Enter: () => item,
      " ": () => item,
    };
    if (!(event.key in moves)) return;
    event.preventDefault();
    const next = moves[event.key]();
    if (!next) return;
    page.go(next);
    next.focus({ preventScroll: true });
  });

  byId("find").addEventListener("input", (event) => {
    const wanted = event.target.value.trim().toLowerCase();
    let hits = 0;
    for (const item of items()) {
      const text = `${page.outline.title(item)} ${page.outline.name(item) ?? ""}`.toLowerCase();
      const hit = wanted !== "" && text.includes(wanted);
      item.classList.toggle("hit", hit);
      if (!hit) continue;
      hits += 1;
      expandAbove(item);
    }
    byId("found").textContent = wanted ? page.word("found", { count: page.number(hits), wanted }) : "";
    const hit = tree.querySelector(".hit");
    if (hit) show(hit);
  });
  byId("find").addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    const hits = page.all(".hit", tree);
    if (hits.length) page.go(hits[(hits.indexOf(page.selected) + 1) % hits.length]);
  });

  const first = tree.querySelector("[role=treeitem]");
  if (first) first.tabIndex = 0;
});
