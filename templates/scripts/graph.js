// The call graph view: which drawing is shown, which of its boxes is the selected call's, and finding boxes.
page.part(() => {
  const { byId, all, board } = page;
  const view = byId("graph");
  if (!view) return;
  const { stages, drawings } = page.data.graph;
  const made = new Map();
  const said = byId("graph-said");
  const shown = () => all(".callgraph", view).find((figure) => !figure.hidden).id.slice("drawing-".length);
  const current = () => made.get(shown());

  function build(geometry) {
    const drawing = page.drawGraph(geometry, stages, byId(`drawing-${geometry[0]}`).querySelector(".board"));
    board.steer(drawing, ({ item }) => {
      if (item) page.go(item);
      else said.textContent = page.word("not listed");
    });
    made.set(drawing.what, drawing);
    return drawing;
  }

  // The box of the selected call, or that of the nearest call around it that is drawn.
  function mark(drawing, { reveal }) {
    all(".chosen, .around", drawing.svg).forEach((box) => box.classList.remove("chosen", "around"));
    said.textContent = "";
    const boxOf = (item) => drawing.boxes.find(({ key }) => key === item.dataset.key);
    let item = page.selected;
    while (item && !boxOf(item)) item = page.outline.parentItem(item);
    if (!item) return;
    const one = boxOf(item);
    one.box.classList.add(item === page.selected ? "chosen" : "around");
    board.rove(drawing, one);
    if (reveal) board.reveal(drawing, one);
    if (item === page.selected) return;
    said.textContent = page.word("not drawn", { name: page.outline.title(page.selected), around: one.title });
  }

  function show() {
    if (view.hidden) return;
    const drawing = current();
    if (drawing) board.zoom(drawing, drawing.size);
    else board.begin(build(drawings.find(([what]) => what === shown())));
    mark(current(), { reveal: true });
    seek({ jump: false });
  }
  view.addEventListener("shown", show);
  all(".callgraph", view).forEach((figure) => figure.addEventListener("shown", show));
  page.on(document, "selected", () => {
    if (!view.hidden && current()) mark(current(), { reveal: true });
  });

  const field = byId("graph-find");
  function seek({ jump }) {
    const drawing = current();
    const wanted = field.value.trim().toLowerCase();
    drawing.hits = drawing.boxes.filter(({ box, title }) => {
      const hit = wanted !== "" && title.toLowerCase().includes(wanted);
      box.classList.toggle("hit", hit);
      box.classList.remove("now");
      return hit;
    });
    drawing.at = -1;
    if (!jump) return;
    said.textContent = "";
    if (drawing.hits.length) step(1);
    else if (wanted) said.textContent = page.word("no box", { wanted: field.value.trim() });
  }
  function step(by) {
    const drawing = current();
    const { hits } = drawing;
    if (!hits.length) return;
    const from = drawing.at < 0 && by < 0 ? 0 : drawing.at;
    drawing.at = (from + by + hits.length) % hits.length;
    const hit = hits[drawing.at];
    hits.forEach((one) => one.box.classList.toggle("now", one === hit));
    board.centre(drawing, hit.middle);
    board.rove(drawing, hit);
    const [at, count] = [page.number(drawing.at + 1), page.number(hits.length)];
    said.textContent = page.word("hit of", { at, count, name: hit.title });
  }
  field.addEventListener("input", () => seek({ jump: true }));
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter") step(event.shiftKey ? -1 : 1);
  });
  all("[data-hit]", view).forEach((button) => {
    button.addEventListener("click", () => step(Number(button.dataset.hit)));
  });
  all("[data-zoom]", view).forEach((button) => {
    button.addEventListener("click", () => board.resize(current(), button.dataset.zoom));
  });

  const large = byId("graph-large");
  const setLarge = (on) => {
    byId("graph-pane").classList.toggle("large", on);
    large.setAttribute("aria-pressed", String(on));
    large.textContent = page.word(on ? "back to the page" : "full page");
  };
  large.addEventListener("click", () => setLarge(large.getAttribute("aria-pressed") === "false"));
  view.addEventListener("keydown", (event) => event.key === "Escape" && setLarge(false));

  // Each drawing has an address, that of its tab.
  const follow = () => {
    const tab = byId(page.named());
    if (tab?.matches("#graph [role=tab]")) tab.click();
  };
  all("[role=tab]", view).forEach((tab) => tab.addEventListener("click", () => {
    history.replaceState(null, "", `#${tab.id}`);
  }));
  page.on(window, "hashchange", follow);
  queueMicrotask(follow);
  page.on(window, "beforeprint", () => {
    if (!view.hidden) drawings.forEach((geometry) => made.has(geometry[0]) || build(geometry));
  });
});
