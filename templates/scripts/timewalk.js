// Walking on the timeline by keys, mouse and fingers, and saying where one is.
page.part(() => {
  const { byId, calltree: tree, spans, timepaint: paint, timeline } = page;
  if (!byId("timeline-box") || !timeline) return;
  const { box, canvas, rows, ROW, AXIS, layout, width, zoom, zoomTo, pan, setWindow } = timeline;
  const tip = byId("timeline-tip");

  // A mean of all is drawn longer or shorter inside what has a time of its own: both lengths are said.
  function ofMean(span, duration) {
    const [mean, count] = [tree.data.mean[span.line], page.number(tree.times[span.line])];
    if (Math.abs(span.width - mean) <= 0.02 * mean) return page.word("duration is mean", { duration, count });
    let around = span.up;
    while (around?.up && spans.time.isMean(around.line)) around = around.up;
    const parent = around ? tree.titleOf([around.line, around.turn]) : "";
    return page.word("mean is scaled", { drawn: tree.duration(span.width), parent, duration, count });
  }
  // What is known of a place, in words: its title and what follows it.
  function told(path, { span: drawn = {}, many = 1 } = {}) {
    const [line, turn] = path.at(-1);
    const span = spans.time.place(path);
    const isMean = spans.time.isMean(line);
    const duration = tree.duration(isMean ? tree.data.mean[line] : span.width);
    const facts = [isMean ? ofMean(span, duration) : duration];
    if (span.up?.width) {
      const share = (100 * span.width) / span.up.width;
      const options = { maximumFractionDigits: share < 10 ? 1 : 0 };
      const isTypical = drawn.up?.block;
      const parent = isTypical ? tree.label(drawn.up.line) : tree.titleOf(path.at(-2));
      facts.push(page.word(isTypical ? "share of each" : "share of", { share: share.toLocaleString(document.documentElement.lang, options), parent }));
    }
    const around = paint.isInBlock(drawn);
    const [from, calls] = [tree.numberOf(path) + 1, tree.every.unit[line] * (drawn.block ?? 1)];
    const numbers = { from: page.number(from), to: page.number(from + calls - 1) };
    if (!around) facts.push(page.word(calls > 1 ? "calls from to" : "call number", numbers));
    if (tree.lanes.length > 1) facts.push(page.word("in thread", { thread: tree.laneOf(line).name }));
    if (drawn.block) facts.unshift(page.word("alike", { count: page.number(drawn.block) }));
    else if (around) facts.unshift(page.word("typical", { count: page.number(around.block), parent: tree.label(around.line) }));
    if (many > 1) facts.unshift(page.word("crowd", { count: page.number(many) }));
    const title = tree.titleOf([line, turn], drawn.block ? turn + drawn.block - 1 : turn);
    const name = page.make("span", { class: "name" }, tree.name(line));
    return [[tree.mark(line), " ", page.make("span", { class: "label" }, title), " ", name], facts];
  }
  function setCursor(path) {
    timeline.setCursor(path);
    const [title, facts] = told(path);
    byId("timeline-told").replaceChildren(...title, " ", page.make("span", { class: "quiet" }, facts.join(" · ")));
  }
  // The window moves, and narrows where the call is too short to be seen.
  function reveal(path) {
    const span = layout().place(path);
    const [begin, end] = timeline.window();
    const length = (span.width / (end - begin)) * width();
    if (length < 16) {
      const room = Math.max(span.width * (width() / 60), layout().least);
      setWindow([span.x + span.width / 2 - room / 2, span.x + span.width / 2 + room / 2]);
    } else if (span.x + span.width < begin + (end - begin) * 0.02 || span.x > end - (end - begin) * 0.02) {
      const middle = span.x + Math.min(span.width, end - begin) / 2;
      setWindow([middle - (end - begin) / 2, middle + (end - begin) / 2]);
    }
    const row = rows.find(({ lane }) => lane === tree.laneOf(path.at(-1)[0]));
    const y = row.top + (path.length - 1) * ROW;
    if (y - AXIS < box.scrollTop) box.scrollTop = y - AXIS;
    if (y + ROW > box.scrollTop + box.clientHeight) box.scrollTop = y + ROW - box.clientHeight;
  }
  function walk(path) {
    setCursor(path);
    reveal(path);
  }
  function choose(path) {
    const item = tree.item(path.at(-1)[0]);
    setCursor(path);
    if (item) page.go(item);
  }
  const selectedPath = () => (page.selected ? spans.pathTo(tree.lineOf(page.selected)) : null);
  const start = () => timeline.cursor() ?? selectedPath() ?? [[tree.tops[0], 0]];

  box.addEventListener("keydown", (event) => {
    const panned = { ArrowLeft: -0.25, ArrowRight: 0.25 }[event.key];
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const cursor = timeline.cursor();
    const moves = {
      ArrowLeft: () => walk(cursor ? spans.neighbour(cursor, -1) : start()),
      ArrowRight: () => walk(cursor ? spans.neighbour(cursor, 1) : start()),
      ArrowUp: () => walk(start().length > 1 && cursor ? cursor.slice(0, -1) : start()),
      ArrowDown: () => walk(cursor ? spans.child(cursor) : start()),
      Enter: () => choose(start()),
      " ": () => (setCursor(start()), zoomTo(layout().place(start()))),
      "+": () => zoomAtCursor(1.6), "=": () => zoomAtCursor(1.6), "-": () => zoomAtCursor(1 / 1.6),
      Home: () => setWindow(layout().extent),
    };
    if (event.shiftKey && panned) pan(panned);
    else if (event.key in moves) moves[event.key]();
    else return;
    event.preventDefault();
  });
  function zoomAtCursor(factor) {
    const [begin, end] = timeline.window();
    const span = timeline.cursor() && layout().place(timeline.cursor());
    const share = span ? (span.x + span.width / 2 - begin) / (end - begin) : 0.5;
    zoom(factor, share >= 0 && share <= 1 ? share : 0.5);
  }

  page.all("[data-mode]", byId("timeline")).forEach((button) => button.addEventListener("click", () => {
    timeline.setMode(button.dataset.mode);
    page.all("[data-mode]", byId("timeline")).forEach((other) => other.setAttribute("aria-pressed", String(other === button)));
    if (timeline.cursor()) reveal(timeline.cursor());
  }));
  const acts = {
    "-1": () => zoomAtCursor(1 / 1.6), 1: () => zoomAtCursor(1.6), 0: () => setWindow(layout().extent),
    call() {
      if (!selectedPath()) return;
      setCursor(selectedPath());
      zoomTo(layout().place(timeline.cursor()));
      reveal(timeline.cursor());
    },
  };
  page.all("[data-zoom]", byId("timeline")).forEach((button) => button.addEventListener("click", acts[button.dataset.zoom]));

  // The mouse, a pen, fingers.
  const hitAt = (event) => {
    const area = canvas.getBoundingClientRect();
    const [x, y] = [event.clientX - area.left, event.clientY - area.top];
    return y < AXIS ? undefined
      : timeline.hits().find((hit) => y >= hit.y && y < hit.y + ROW && x >= hit.x - 1 && x <= hit.x + Math.max(hit.width, 2));
  };
  // In a block, the iteration under the pointer.
  function pathUnder(hit, event) {
    const path = spans.pathOf(hit.span);
    if (!hit.span.block || paint.isInBlock(hit.span)) return path;
    const area = canvas.getBoundingClientRect();
    const [begin, end] = timeline.window();
    const at = begin + ((event.clientX - area.left) / width()) * (end - begin);
    let [low, high] = [0, tree.count(hit.span.line) - 1];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (layout().at(hit.span.line, middle, hit.span.up).x <= at) low = middle;
      else high = middle - 1;
    }
    return [...path.slice(0, -1), [hit.span.line, low]];
  }
  function showTip(event) {
    const hit = event.pointerType === "touch" ? undefined : hitAt(event);
    box.classList.toggle("over", Boolean(hit));
    tip.hidden = !hit;
    if (!hit) return;
    const [title, facts] = told(spans.pathOf(hit.span), hit);
    tip.replaceChildren(page.make("p", {}, ...title), ...facts.map((fact) => page.make("p", { class: "quiet" }, fact)));
    tip.style.left = `${Math.max(8, Math.min(event.clientX + 14, innerWidth - tip.offsetWidth - 8))}px`;
    const below = event.clientY + 18;
    tip.style.top = `${below + tip.offsetHeight > innerHeight ? event.clientY - tip.offsetHeight - 12 : below}px`;
  }
  const fingers = new Map();
  let moved = 0;
  box.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    fingers.set(event.pointerId, event.clientX);
    moved = 0;
  });
  box.addEventListener("pointermove", (event) => {
    if (!fingers.has(event.pointerId)) return showTip(event);
    const before = [...fingers.values()];
    const dx = event.clientX - fingers.get(event.pointerId);
    moved += Math.abs(dx);
    if (moved < 4) return undefined;
    if (!box.hasPointerCapture(event.pointerId)) box.setPointerCapture(event.pointerId);
    fingers.set(event.pointerId, event.clientX);
    tip.hidden = true;
    box.classList.add("dragging");
    const after = [...fingers.values()];
    if (after.length === 1) return pan(-dx / width());
    const apart = ([one, other]) => Math.max(8, Math.abs(one - other));
    const middle = (after[0] + after[1]) / 2 - canvas.getBoundingClientRect().left;
    return zoom(apart(after) / apart(before), middle / width());
  });
  const lift = (event) => {
    fingers.delete(event.pointerId);
    box.classList.remove("dragging");
  };
  box.addEventListener("pointerup", lift);
  box.addEventListener("pointercancel", lift);
  box.addEventListener("pointerleave", () => { tip.hidden = true; });
  box.addEventListener("click", (event) => {
    const hit = moved < 4 ? hitAt(event) : undefined;
    if (hit) choose(pathUnder(hit, event));
  });
  box.addEventListener("dblclick", (event) => {
    const hit = hitAt(event);
    if (!hit) return;
    const path = pathUnder(hit, event);
    setCursor(path);
    zoomTo(layout().place(path));
  });
  box.addEventListener("wheel", (event) => {
    const across = event.shiftKey ? event.deltaY || event.deltaX : event.deltaX;
    if (event.ctrlKey || event.metaKey) {
      const share = (event.clientX - canvas.getBoundingClientRect().left) / width();
      zoom(Math.exp(-Math.max(-60, Math.min(60, event.deltaY)) / 150), share);
    } else if (Math.abs(across) > (event.shiftKey ? 0 : Math.abs(event.deltaY))) {
      pan(across / width());
    } else {
      return;
    }
    tip.hidden = true;
    event.preventDefault();
  }, { passive: false });
  byId("timeline-told").textContent = page.word("nothing pointed at");
});
