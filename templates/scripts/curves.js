// Curves: drawn as wide as there is room, when they are shown; pointing at them or the keys read values.
page.part(() => {
  const section = page.byId("curves");
  if (!section) return;
  const [LEFT, RIGHT, TOP, BOTTOM] = [62, 16, 12, 32];
  const lang = document.documentElement.lang;
  const ordinary = new Intl.NumberFormat(lang, { maximumSignificantDigits: 4 });
  const number = (value) => (value !== 0 && (Math.abs(value) < 1e-4 || Math.abs(value) >= 1e6)
    ? value.toExponential(2) : ordinary.format(value));
  const exponentOf = (value) => Number(value.toExponential().split("e")[1]);
  // A value with the digits that the table beside the plot gives it: four that count, no fewer; whole numbers as they are.
  function exact(value) {
    const size = Math.abs(value);
    if (Number.isInteger(value) && size < 1e15) return page.number(value);
    if (size < 1e-4 || size >= 1e6) return value.toExponential(3).replace(/e([+-])(\d)$/, "e$10$2");
    const places = Math.max(0, 3 - exponentOf(value));
    return value.toLocaleString(lang, { minimumFractionDigits: places, maximumFractionDigits: places });
  }
  const isNumber = (value) => typeof value === "number";

  // Every curve as points: from where to where, the lowest and the highest, and whether all were numbers.
  function pointsOf(curve) {
    if ("flat" in curve) {
      const ends = [curve.at, curve.last];
      return ends.map((place) => ({ place, end: place, low: curve.flat, high: curve.flat, whole: true }));
    }
    const stretch = curve.stretch ?? 1;
    const odd = new Set(curve.odd);
    return (curve.values ?? curve.low).map((low, i) => {
      const place = Array.isArray(curve.at) ? curve.at[i] : curve.at + i * stretch;
      const next = Array.isArray(curve.at) ? curve.at[i + 1] ?? curve.last + 1 : place + stretch;
      const end = stretch === 1 ? place : Math.min(next - 1, curve.last);
      const high = curve.high ? curve.high[i] : low;
      return { place, end, low, high, whole: isNumber(low) && !odd.has(i) };
    });
  }

  // Round values that cover a range, about as many as asked for.
  function ticksOf(low, high, about) {
    const raw = (high - low) / about;
    const power = 10 ** Math.floor(Math.log10(raw));
    const step = power * ([1, 2, 5].find((factor) => factor * power >= raw) ?? 10);
    const ticks = [];
    for (let i = Math.ceil(low / step - 1e-9); i * step <= high + step * 1e-9; i += 1) ticks.push(i * step || 0);
    return ticks;
  }
  function powersOf(low, high) {
    const ticks = [];
    const [first, last] = [Math.floor(Math.log10(low)), Math.ceil(Math.log10(high))];
    const every = Math.ceil((last - first) / 6);
    for (let power = first; power <= last; power += every) {
      for (const factor of last - first <= 2 ? [1, 2, 5] : [1]) ticks.push(factor * 10 ** power);
    }
    return ticks.filter((tick) => tick >= low * 0.999 && tick <= high * 1.001);
  }

  const SHAPES = ["M-4,0A4,4 0 1 0 4,0A4,4 0 1 0 -4,0Z", "M-3.5,-3.5H3.5V3.5H-3.5Z", "M0,-4.5L4.5,3.5H-4.5Z",
    "M0,-5L4,0L0,5L-4,0Z", "M0,4.5L4.5,-3.5H-4.5Z"];
  const marker = (style, x, y) =>
    page.draw("path", { class: "dot", d: SHAPES[style % SHAPES.length], transform: `translate(${x},${y})` });
  const classOf = (curve) => `curve-${curve.style % 4}${curve.twin ? " twin" : ""}`;

  function begin(figure) {
    const [by, sparse, end, curves] = page.data.curves[Number(figure.dataset.plot)];
    const field = figure.querySelector(".field");
    const readout = figure.querySelector(".readout");
    const button = figure.querySelector(".log");
    const points = curves.map(pointsOf);
    const stops = [...new Set(points.flatMap((line, i) => ("flat" in curves[i] ? [] : line.map(({ place }) => place))))]
      .sort((a, b) => a - b);
    if (!stops.length) stops.push(...points[0].map(({ place }) => place));
    const first = Math.min(...points.map((line) => line[0].place));
    const last = Math.max(end, ...points.map((line) => line.at(-1).end));
    const isSingle = last === first; // one point: it stands in the middle, with its value beside it
    const HEIGHT = isSingle || curves.every((curve) => "flat" in curve) ? 140 : 250;
    if (isSingle && button) button.hidden = true;
    let [stop, cursor, x, width] = [0, null, null, 0];

    figure.querySelectorAll(".legend-of").forEach((holder, i) => {
      const svg = page.draw("svg", { width: 30, height: 12, viewBox: "0 0 30 12", "aria-hidden": "true", class: classOf(curves[i]) });
      svg.append(page.draw("path", { class: "curve", d: "M1,6H29" }));
      if (sparse) svg.append(marker(curves[i].style, 15, 6));
      holder.replaceChildren(svg);
    });

    function draw() {
      if (!field.clientWidth) return;
      width = field.clientWidth;
      const logarithmic = !isSingle && button?.getAttribute("aria-pressed") === "true";
      const can = (value) => isNumber(value) && Math.abs(value) < 1e300 && (!logarithmic || value > 0);
      const values = points.flatMap((line) => line.flatMap(({ low, high }) => [low, high])).filter(can);
      const svg = page.draw("svg", { width, height: HEIGHT, viewBox: `0 0 ${width} ${HEIGHT}`, "aria-hidden": "true" });
      let low = values.reduce((a, b) => Math.min(a, b), Infinity);
      let high = values.reduce((a, b) => Math.max(a, b), -Infinity);
      const drawable = values.length > 0;
      if (!drawable) [low, high] = [1, 2];
      if (high - low <= Math.abs(high) * 1e-9) {
        const room = Math.abs(high) * 0.05 || 0.5;
        [low, high] = [low - room, high + room];
      }
      if (isSingle && drawable) [low, high] = [Math.min(0, 1.3 * low), Math.max(0, 1.3 * high) || 1]; // how far it is from nothing
      const scale = logarithmic ? Math.log : (value) => value;
      const [bottom, height] = [HEIGHT - BOTTOM, HEIGHT - BOTTOM - TOP];
      x = (place) => LEFT + 5 + (isSingle ? 0.5 : (place - first) / (last - first)) * (width - RIGHT - LEFT - 10);
      const y = (value) => bottom - 4 - ((scale(value) - scale(low)) / (scale(high) - scale(low))) * (height - 8);
      const round = (value) => Math.round(value * 10) / 10;
      const text = (at, top, kind, words) => {
        const made = page.draw("text", { x: at, y: top, class: kind });
        made.textContent = words;
        svg.append(made);
      };
      const ticks = logarithmic ? powersOf(low, high) : ticksOf(low, high, HEIGHT / 40);
      for (const tick of drawable ? ticks : []) {
        svg.append(page.draw("path", { class: "grid", d: `M${LEFT},${round(y(tick))}H${width - RIGHT}` }));
        text(LEFT - 7, round(y(tick)) + 4, "y", number(tick));
      }
      for (const tick of isSingle ? [first] : ticksOf(first, last, Math.min(6, width / 90))) {
        if (Number.isInteger(tick)) text(round(x(tick)), bottom + 16, "x", page.number(tick));
      }
      text(width - RIGHT, bottom + 30, "axis", page.word(by));
      svg.append(page.draw("path", { class: "base", d: `M${LEFT},${bottom}H${width - RIGHT}` }));
      points.forEach((line, i) => {
        const group = page.draw("g", { class: `${classOf(curves[i])}${sparse ? " sparse" : ""}` });
        let [path, pen, turned] = ["", "M", false];
        const dots = [];
        const wide = curves[i].stretch > 1;
        for (const point of line) {
          const at = round(x((point.place + point.end) / 2));
          if (!point.whole) dots.push(page.draw("path", { class: "odd", d: "M-4,-4L4,4M-4,4L4,-4", transform: `translate(${at},${bottom})` }));
          if (!can(point.low) && !can(point.high)) {
            pen = "M";
            continue;
          }
          const ends = [can(point.low) ? point.low : point.high, point.high];
          if (turned) ends.reverse();
          turned = !turned;
          path += `${pen}${at},${round(y(ends[0]))}${wide ? `L${at},${round(y(ends[1]))}` : ""}`;
          pen = "L";
          if (isSingle) text(at + 10, round(y(point.high)) + 4 + 14 * i, "value", exact(point.high));
          if (sparse || line.length <= 40) dots.push(marker(sparse ? curves[i].style : 0, at, round(y(point.high))));
        }
        group.append(page.draw("path", { class: "curve", d: path }), ...dots);
        svg.append(group);
      });
      cursor = page.draw("path", { class: "cursor", d: `M0,${TOP}V${bottom}`, visibility: "hidden" });
      svg.append(cursor);
      field.replaceChildren(svg);
    }

    // What the curves say at a place: an exact one, or the stretch that it lies in.
    function tell(place) {
      let end = place;
      const said = [];
      curves.forEach((curve, i) => {
        const point = "flat" in curve
          ? place >= curve.at && place <= curve.last && points[i][0]
          : points[i].find((one) => one.place <= place && place <= one.end);
        if (!point) return;
        if (!("flat" in curve)) end = Math.max(end, point.end);
        const many = point.low !== point.high;
        const value = !isNumber(point.low) ? page.word("no number")
          : many ? page.word("from to", { low: exact(point.low), high: exact(point.high) }) : exact(point.low);
        said.push(page.word("curve at", { key: curve.key, value }));
      });
      const where = page.word(end > place ? `${by}s {first} to {last}` : `${by} {first}`, { first: page.number(place), last: page.number(end) });
      return page.word("read at", { where, values: said.join(" · ") });
    }
    function go(to) {
      stop = Math.max(0, Math.min(stops.length - 1, to));
      const words = tell(stops[stop]);
      readout.textContent = words;
      field.setAttribute("aria-valuenow", stops[stop]);
      field.setAttribute("aria-valuetext", words);
      if (!cursor) return;
      cursor.setAttribute("visibility", "visible");
      cursor.setAttribute("transform", `translate(${x(stops[stop])},0)`);
    }
    field.addEventListener("pointermove", (event) => {
      if (!x) return;
      const at = event.clientX - field.getBoundingClientRect().left;
      const place = first + ((at - LEFT - 5) / (width - RIGHT - LEFT - 10)) * (last - first);
      let after = stops.findIndex((one) => one >= place);
      if (after < 0) after = stops.length - 1;
      go(after > 0 && place - stops[after - 1] < stops[after] - place ? after - 1 : after);
    });
    field.addEventListener("keydown", (event) => {
      const leap = Math.max(1, Math.round(stops.length / 10));
      const moves = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, PageUp: leap, PageDown: -leap, Home: -Infinity, End: Infinity };
      if (!(event.key in moves)) return;
      event.preventDefault();
      go(stop + moves[event.key]);
    });
    field.addEventListener("focus", () => go(stop));
    button?.addEventListener("click", () => {
      button.setAttribute("aria-pressed", String(button.getAttribute("aria-pressed") !== "true"));
      draw();
    });
    return () => field.clientWidth !== width && draw();
  }

  const redraw = page.all("[data-plot]", section).map(begin);
  section.addEventListener("shown", () => redraw.forEach((fit) => fit()));
  page.on(window, "resize", () => section.hidden || redraw.forEach((fit) => fit()));
});
