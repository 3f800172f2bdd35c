// The timeline: a window on all spans that can be moved and zoomed.
page.part(() => {
  const { byId, calltree: tree, spans, timepaint: paint } = page;
  const box = byId("timeline-box");
  if (!box || !spans) return;
  const [ROW, AXIS, HEAD] = [21, 26, 20];
  const [canvas, overview] = [byId("timeline-canvas"), byId("timeline-overview")];
  const windows = { time: [...spans.time.extent], order: [...spans.order.extent] };
  let [mode, cursor, hits, asked, colours] = ["time", null, [], 0, null]; // the cursor is a path
  const layout = () => spans[mode];

  // From top to bottom: a lane's heading where there are several, then a row for each depth.
  let bottom = AXIS;
  const rows = tree.lanes.map((lane) => {
    let deepest = 0;
    for (let line = lane.begin; line < lane.end; line += 1) deepest = Math.max(deepest, tree.data.depth[line]);
    const head = tree.lanes.length > 1 ? HEAD : 0;
    const top = bottom + head;
    bottom = top + (deepest + 1) * ROW + 4;
    return { lane, top, bottom };
  });

  const width = () => box.clientWidth;
  function setWindow([begin, end]) {
    const [low, high] = layout().extent;
    const length = Math.min(Math.max(end - begin, layout().least), high - low);
    const from = Math.min(Math.max((begin + end - length) / 2, low), high - length);
    windows[mode] = [from, from + length];
    ask();
  }
  function zoom(factor, share = 0.5) {
    const [begin, end] = windows[mode];
    const [at, length] = [begin + (end - begin) * share, (end - begin) / factor];
    setWindow([at - length * share, at + length * (1 - share)]);
  }
  function pan(share) {
    const [begin, end] = windows[mode];
    setWindow([begin + (end - begin) * share, end + (end - begin) * share]);
  }
  const zoomTo = (span) => setWindow([span.x - span.width * 0.04, span.x + span.width * 1.04]);

  const isCursor = (span) => {
    let up = span;
    for (let depth = (cursor?.length ?? 0) - 1; depth >= 0; depth -= 1, up = up.up) {
      if (!up || up.line !== cursor[depth][0] || up.turn !== cursor[depth][1]) return false;
    }
    return Boolean(cursor) && up === null;
  };
  // A moment, as exactly as the window needs it.
  function said(position) {
    if (mode === "order") return page.number(Math.round(position));
    if (page.data.ticks) return tree.duration(position);
    const [begin, end] = windows.time;
    const [length, unit] = tree.units.find(([least]) => end >= least) ?? tree.units.at(-1);
    const digits = Math.min(9, Math.max(0, Math.ceil(1.7 - Math.log10((end - begin) / length))));
    return `${(position / length).toLocaleString(document.documentElement.lang, { maximumFractionDigits: digits })} ${unit}`;
  }

  function paintAxis(context, height) {
    const [begin, end] = windows[mode];
    const scale = width() / (end - begin);
    const { step, at } = spans.ticks(windows[mode], Math.max(2, width() / 110), mode === "order" ? 1 : 0);
    // Far into the run ticks count from a round moment, which stands at the left.
    const base = mode === "time" && step * 200 < begin ? Math.floor(begin / (20 * step)) * 20 * step : 0;
    context.font = `11px ${colours.text}`;
    context.fillStyle = colours.soft;
    context.fillRect(0, 0, width(), AXIS - 4);
    let free = 0;
    if (base) {
      context.fillStyle = colours.ink;
      const text = `${(base / 1e9).toLocaleString(document.documentElement.lang, { maximumFractionDigits: 9 })} s`;
      context.fillText(text, 6, 15);
      free = context.measureText(text).width + 14;
    }
    for (const tick of at) {
      const x = (tick - begin - (mode === "order" ? 1 : 0)) * scale;
      context.fillStyle = colours.line;
      context.fillRect(Math.round(x), AXIS - 4, 1, height);
      const text = mode === "order" ? page.number(tick) : base ? `+${tree.duration(tick - base)}` : tree.duration(tick);
      const room = context.measureText(text).width;
      context.fillStyle = colours.quiet;
      if (x - room / 2 < free || x + room / 2 > width()) continue;
      context.fillText(text, x - room / 2, 15);
      free = x + room / 2 + 8;
    }
  }
  function paintLane(context, { lane, top, bottom: end }, shift, height) {
    if (top - HEAD - shift > height || end - shift < AXIS) return;
    if (top > AXIS && tree.lanes.length > 1) {
      context.fillStyle = colours.quiet;
      context.font = `600 12px ${colours.text}`;
      context.fillText(lane.name.slice(0, 200), 6, top - 6 - shift);
    }
    for (const found of paint.boxesOf(layout(), lane, windows[mode], width())) {
      const y = top + found.depth * ROW - shift;
      if (y > height || y + ROW < 0) continue;
      const [x, length] = paint.paintBox(context, colours, found, y, ROW - 2, width());
      paint.paintLabel(context, colours, found, Math.max(x, 0), y + 13, Math.min(x + length, width()) - Math.max(x, 0));
      hits.push({ ...found, x, width: length, y });
      const isSelected = page.selected && tree.item(found.span.line) === page.selected && found.many === 1;
      const isAt = !found.span.block && !paint.isInBlock(found.span) && isCursor(found.span);
      if (!isSelected && !isAt) continue;
      context.strokeStyle = isAt ? colours.ink : colours.focus;
      context.lineWidth = isAt ? 2.5 : 2;
      context.strokeRect(x + 1, y + 1, Math.max(1, length - 2), ROW - 4);
    }
  }
  function draw() {
    asked = 0;
    if (!width()) return;
    colours ??= paint.coloursNow();
    const height = Math.min(bottom, Math.round(innerHeight * 0.66) - 2);
    canvas.style.height = `${height}px`;
    byId("timeline-space").style.height = `${bottom - height}px`;
    const context = paint.prepare(canvas, width(), height);
    hits = [];
    const shift = box.scrollTop;
    paintAxis(context, height);
    context.save();
    context.beginPath();
    context.rect(0, AXIS - 2, width(), height);
    context.clip();
    rows.forEach((row) => paintLane(context, row, shift, height));
    context.restore();
    drawOverview();
    const [begin, end] = windows[mode];
    byId("timeline-window").textContent = page.word(mode === "order" ? "window of calls" : "window", {
      from: said(begin + (mode === "order" ? 1 : 0)), to: said(end),
    });
    box.dataset.boxes = hits.length;
  }
  function drawOverview() {
    const [across, down] = [overview.clientWidth, overview.clientHeight];
    const context = paint.prepare(overview, across, down);
    const [low, high] = layout().extent;
    const deep = tree.lanes.length > 1 ? 2 : 8;
    rows.forEach(({ lane }, place) => {
      for (const found of paint.boxesOf(layout(), lane, [low, high], across)) {
        const y = 4 + found.depth * 4 + place * 8;
        if (found.depth < deep && y < down) paint.paintBox(context, colours, found, y, 3, across, false);
      }
    });
    const [begin, end] = windows[mode].map((x) => ((x - low) / (high - low)) * across);
    context.fillStyle = colours.quiet;
    context.globalAlpha = 0.28;
    context.fillRect(0, 0, begin, down);
    context.fillRect(end, 0, across - end, down);
    context.globalAlpha = 1;
    context.strokeStyle = colours.focus;
    context.lineWidth = 2;
    context.strokeRect(Math.min(begin + 1, across - 4), 1, Math.max(2, end - begin - 2), down - 2);
  }
  function ask() {
    asked ||= requestAnimationFrame(draw);
  }

  // The overview: a press or a drag puts the window there.
  const point = (event) => {
    const area = overview.getBoundingClientRect();
    const [low, high] = layout().extent;
    const [begin, end] = windows[mode];
    const at = low + ((event.clientX - area.left) / area.width) * (high - low);
    setWindow([at - (end - begin) / 2, at + (end - begin) / 2]);
  };
  overview.addEventListener("pointerdown", (event) => {
    overview.setPointerCapture(event.pointerId);
    point(event);
  });
  overview.addEventListener("pointermove", (event) => overview.hasPointerCapture(event.pointerId) && point(event));

  const repaint = () => {
    colours = null;
    ask();
  };
  byId("theme").addEventListener("click", repaint);
  page.on(matchMedia("(prefers-color-scheme: dark)"), "change", repaint);
  page.on(window, "resize", ask);
  page.on(document, "selected", ask);
  byId("timeline").addEventListener("shown", ask);
  box.addEventListener("scroll", ask);

  page.timeline = {
    box, canvas, rows, ROW, AXIS, layout, width, zoom, zoomTo, pan, setWindow, ask,
    window: () => windows[mode],
    hits: () => hits,
    cursor: () => cursor,
    setMode(name) {
      mode = name;
      ask();
    },
    setCursor(path) {
      cursor = path;
      ask();
    },
  };
});
