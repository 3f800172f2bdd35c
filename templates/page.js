"use strict";
(() => {
  const byId = (id) => document.getElementById(id);
  const data = JSON.parse(byId("page-data").textContent);
  const tree = byId("tree");
  const items = () => [...tree.querySelectorAll("[role=treeitem]")];
  const parentItem = (item) => item.parentElement.closest("[role=treeitem]");
  const isShown = (item) => {
    for (let up = parentItem(item); up; up = parentItem(up)) {
      if (up.getAttribute("aria-expanded") === "false") return false;
    }
    return !item.hidden;
  };
  // A line is not its own address's target, or the browser would scroll the page to it.
  const addressOf = (item) => `#call-${item.id.slice("line-".length)}`;
  const expand = (item, open) => {
    if (item.hasAttribute("aria-expanded")) item.setAttribute("aria-expanded", String(open));
  };

  // the selected call

  let selected = null;
  const titleOf = (item) => item.querySelector(":scope > .row .label").textContent;
  const nameOf = (item) => item.querySelector(":scope > .row .name")?.textContent;

  function crumbsOf(item) {
    const crumbs = [];
    for (let up = parentItem(item); up; up = parentItem(up)) {
      const link = document.createElement("a");
      link.href = addressOf(up);
      link.textContent = titleOf(up);
      crumbs.unshift(link);
    }
    return crumbs.flatMap((link, place) => (place ? [" › ", link] : [link]));
  }

  function markInDrawings(key) {
    document.querySelectorAll(".drawing .chosen").forEach((box) => box.classList.remove("chosen"));
    data.forEach(({ keys }, drawing) => byId(`box_${drawing}_${keys.indexOf(key)}`)?.classList.add("chosen"));
  }

  // Not scrollIntoView: the chapter that is being read stays where it is.
  function showInOutline(row) {
    const box = byId("outline");
    const [at, view] = [row.getBoundingClientRect(), box.getBoundingClientRect()];
    const bottom = Math.min(view.bottom, innerHeight);
    if (at.top < view.top) box.scrollTop += at.top - view.top - 40;
    if (at.bottom > bottom) box.scrollTop += at.bottom - bottom + 40;
  }

  function select(item, { scroll = true } = {}) {
    if (selected) {
      selected.setAttribute("aria-selected", "false");
      selected.tabIndex = -1;
    }
    selected = item;
    item.setAttribute("aria-selected", "true");
    item.tabIndex = 0;
    for (let up = parentItem(item); up; up = parentItem(up)) expand(up, true);
    byId("crumbs").replaceChildren(...crumbsOf(item));
    const name = nameOf(item);
    byId("call-title").textContent = name ? `${titleOf(item)}  ${name}` : titleOf(item);
    const gives = item.querySelector(":scope > .row .gives")?.textContent;
    byId("call-meta").textContent = [item.dataset.symbol, gives, item.dataset.meta].filter(Boolean).join("\n");
    byId("call-body").replaceChildren(byId(`x${item.dataset.x}`).content.cloneNode(true));
    byId("call").hidden = false;
    byId("panel-hint").hidden = true;
    byId("panel").scrollTop = 0;
    markInDrawings(item.dataset.key);
    if (scroll) showInOutline(item.firstElementChild);
  }

  byId("close").addEventListener("click", () => {
    byId("call").hidden = true;
    byId("panel-hint").hidden = false;
  });

  function follow() {
    const [, number] = /^#call-(\d+)$/.exec(location.hash) ?? [];
    const item = number && byId(`line-${number}`);
    if (item) select(item);
  }
  const go = (item) => {
    select(item);
    history.replaceState(null, "", addressOf(item));
  };
  addEventListener("hashchange", follow);

  // the outline

  tree.addEventListener("click", (event) => {
    const item = event.target.closest("[role=treeitem]");
    if (!item) return;
    if (event.target.closest(".twist") || item === selected) {
      expand(item, item.getAttribute("aria-expanded") !== "true");
    }
    go(item);
    item.focus({ preventScroll: true });
    setDrawer(false);
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
    go(next);
    next.focus({ preventScroll: true });
  });

  byId("find").addEventListener("input", (event) => {
    const wanted = event.target.value.trim().toLowerCase();
    let hits = 0;
    for (const item of items()) {
      const text = `${titleOf(item)} ${nameOf(item) ?? ""}`.toLowerCase();
      const hit = wanted !== "" && text.includes(wanted);
      item.classList.toggle("hit", hit);
      if (!hit) continue;
      hits += 1;
      for (let up = parentItem(item); up; up = parentItem(up)) expand(up, true);
    }
    byId("found").textContent = wanted ? `${hits} ${hits === 1 ? "line" : "lines"} with “${wanted}”` : "";
    const hit = tree.querySelector(".hit");
    if (hit) showInOutline(hit.firstElementChild);
  });
  byId("find").addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    const hits = [...tree.querySelectorAll(".hit")];
    if (hits.length) go(hits[(hits.indexOf(selected) + 1) % hits.length]);
  });

  // the drawings

  data.forEach(({ keys, lines }, drawing) => keys.forEach((key, place) => {
    const box = byId(`box_${drawing}_${place}`);
    const item = byId(`line-${lines[place]}`);
    if (!box || !item) return;
    box.setAttribute("tabindex", "0");
    box.setAttribute("role", "link");
    box.setAttribute("aria-label", key);
    box.addEventListener("click", () => go(item));
    box.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      go(item);
    });
  }));
  document.querySelectorAll(".drawing.calls").forEach((drawing) => {
    const [box, svg] = [drawing.querySelector(".scroll"), drawing.querySelector("svg")];
    const natural = svg.viewBox.baseVal.width * 1.2;
    const resize = (width) => {
      const middle = (box.scrollLeft + box.clientWidth / 2) / box.scrollWidth;
      svg.style.width = `${width}px`;
      svg.style.height = "auto";
      box.scrollLeft = middle * box.scrollWidth - box.clientWidth / 2;
    };
    const showTop = () => {
      const top = svg.querySelector(".node").getBoundingClientRect();
      box.scrollLeft += top.left + top.width / 2 - box.getBoundingClientRect().left - box.clientWidth / 2;
    };
    resize(natural);
    drawing.addEventListener("shown", showTop);
    showTop();
    drawing.querySelectorAll("[data-zoom]").forEach((button) => button.addEventListener("click", () => {
      const by = Number(button.dataset.zoom);
      resize(by ? svg.clientWidth * 1.3 ** by : box.clientWidth - 20);
    }));
    const large = drawing.querySelector("[data-large]");
    const setLarge = (on) => {
      drawing.classList.toggle("large", on);
      large.setAttribute("aria-pressed", String(on));
      large.textContent = on ? "back to the page" : "full page";
      showTop();
    };
    large.addEventListener("click", () => setLarge(!drawing.classList.contains("large")));
    drawing.addEventListener("keydown", (event) => {
      if (event.key === "Escape") setLarge(false);
    });
  });
  const tabs = [...document.querySelectorAll("[role=tab]")];
  tabs.forEach((tab, place) => tab.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const next = tabs[(place + step + tabs.length) % tabs.length];
    next.click();
    next.focus();
  }));
  tabs.forEach((tab) => tab.addEventListener("click", () => {
    tabs.forEach((other) => {
      other.setAttribute("aria-selected", String(other === tab));
      const drawing = byId(other.getAttribute("aria-controls"));
      drawing.hidden = other !== tab;
      if (other === tab) drawing.dispatchEvent(new Event("shown"));
    });
  }));

  // chapters, theme, drawer

  const links = new Map([...document.querySelectorAll(".chapters a")].map((a) => [a.hash.slice(1), a]));
  const watcher = new IntersectionObserver((entries) => {
    for (const entry of entries) {
      if (!entry.isIntersecting) continue;
      links.forEach((link) => link.removeAttribute("aria-current"));
      links.get(entry.target.id)?.setAttribute("aria-current", "true");
    }
  }, { rootMargin: "-10% 0px -80% 0px" });
  document.querySelectorAll("main > section").forEach((section) => watcher.observe(section));

  const root = document.documentElement;
  const isDark = () =>
    root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  const showTheme = () => byId("theme").setAttribute("aria-pressed", String(isDark()));
  byId("theme").addEventListener("click", () => {
    root.dataset.theme = isDark() ? "light" : "dark";
    showTheme();
  });
  showTheme();

  const drawer = byId("drawer");
  const setDrawer = (open) => {
    byId("outline").classList.toggle("open", open);
    drawer.setAttribute("aria-expanded", String(open));
  };
  drawer.addEventListener("click", () => setDrawer(drawer.getAttribute("aria-expanded") !== "true"));
  byId("outline").addEventListener("click", (event) => {
    if (event.target.closest(".chapters a")) setDrawer(false);
  });
  addEventListener("keydown", (event) => event.key === "Escape" && setDrawer(false));

  const first = tree.querySelector("[role=treeitem]");
  if (first) first.tabIndex = 0;
  follow();
  const fit = tree.querySelector('[data-method="fit"]');
  if (!selected && fit && matchMedia("(min-width: 1181px)").matches) select(fit, { scroll: false });
})();
