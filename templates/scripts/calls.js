// The table of calls: all of them can be scrolled to, a few dozen rows are in the document.
page.part(() => {
  const { byId, calltree: tree } = page;
  const grid = byId("calls-grid");
  if (!grid || !tree) return;
  const [rows, space, form] = [byId("calls-rows"), grid.querySelector(".calls-space"), byId("calls-filters")];
  const TALLEST = 4e6; // px; browsers stop at some 17 million, beyond ours the place is scaled
  const field = (name) => form.elements[name];

  function offer(select, lines, key) {
    const found = new Map();
    lines.forEach((line) => found.set(key(line), key(line)));
    [...found.keys()].filter(Boolean).sort().forEach((name) => {
      select?.append(page.make("option", { value: name }, name));
    });
  }
  const all = [...Array(tree.size).keys()];
  const isOwn = (line) => !tree.isLoop(line);
  const isCallback = (line) => isOwn(line) && tree.stage(line)[0] === "callbacks";
  offer(field("name"), all.filter(isOwn), tree.name);
  offer(field("callback"), all.filter(isCallback), tree.owner);
  tree.lanes.forEach((lane, place) => field("lane")?.append(page.make("option", { value: place }, lane.name)));

  // What is shown: rows found by counting, or lines in an order of their own.
  let [shown, order, total, top, at] = [tree.every, null, tree.every.rows, 0, 0];

  // "2" and "3-5" as bounds, null for anything.
  function boundsOf(input) {
    const text = input.value.trim();
    const match = /^(\d+)(?:\s*[-–]\s*(\d+))?$/.exec(text);
    input.setAttribute("aria-invalid", String(text !== "" && !match));
    return match ? [Number(match[1]), Number(match[2] ?? match[1])] : null;
  }
  // The outermost loop of that kind on the way to each line, -1 without one.
  function loopsAround(kind) {
    const around = new Int32Array(tree.size).fill(-1);
    all.forEach((line) => {
      const up = tree.parent[line] < 0 ? -1 : around[tree.parent[line]];
      around[line] = up < 0 && tree.isLoop(line) && tree.label(line) === kind ? line : up;
    });
    return around;
  }
  function turnsBetween(line, [low, high]) {
    const [first, stride] = [tree.indexOf(line, 0), tree.data.stride[line] ?? 1];
    const from = Math.max(0, Math.ceil((low - first) / stride));
    const to = Math.min(tree.count(line) - 1, Math.floor((high - first) / stride));
    return [from, Math.max(0, to - from + 1)];
  }
  function filter() {
    const value = (name) => field(name)?.value ?? "";
    const wanted = value("search").trim().toLowerCase();
    const bounds = page.all("[data-loop]", form).map((input) => [boundsOf(input), loopsAround(input.dataset.loop)])
      .filter(([range]) => range);
    const tests = [
      [wanted, (line) => `${tree.label(line)} ${tree.name(line)}`.toLowerCase().includes(wanted)],
      [value("stage"), (line) => tree.stage(line)[0] === value("stage")],
      [value("name"), (line) => tree.name(line) === value("name")],
      [value("callback"), (line) => isCallback(line) && tree.owner(line) === value("callback")],
      [value("lane"), (line) => tree.laneOf(line) === tree.lanes[value("lane")]],
      ...bounds.map(([, around]) => [true, (line) => around[line] >= 0]),
    ].filter(([isOn]) => isOn).map(([, test]) => test);
    shown = tree.weigh(
      (line) => isOwn(line) && tests.every((test) => test(line)),
      (line) => {
        const [range] = bounds.find(([, around]) => around[line] === line) ?? [];
        return range ? turnsBetween(line, range) : [0, tree.count(line)];
      },
    );
    order = value("order") ? inOrder(value("order")) : null;
    total = order ? order.length : shown.rows;
    [top, at] = [0, 0];
    tell(tests.length > 0);
    resize();
  }
  // Each line once, with how many of its calls the filters leave.
  const left = (line) => (shown.unit[line] ? Math.round(shown.total[line] / shown.unit[line]) : 0);
  function inOrder(kind) {
    const times = new Float64Array(tree.size);
    all.forEach((line) => { times[line] = left(line) * (tree.parent[line] < 0 ? 1 : times[tree.parent[line]]); });
    const length = (line) => tree.data.mean[line] * (kind === "sum" ? times[line] : 1);
    return all.filter((line) => shown.counted[line] && times[line]).map((line) => [line, times[line]])
      .sort(([one], [other]) => length(other) - length(one));
  }
  function tell(isFiltered) {
    const values = { count: page.number(shown.rows), all: page.number(tree.every.rows), lines: page.number(total) };
    const said = shown.rows === 0 ? "no call" : order ? "calls in lines" : isFiltered ? "calls of all" : "all calls";
    byId("calls-found").textContent = page.word(said, values);
  }

  const rowHeight = () => parseFloat(getComputedStyle(grid).getPropertyValue("--row"));
  const headHeight = () => grid.querySelector(".calls-head").offsetHeight;
  const fitting = () => Math.max(1, (grid.clientHeight - headHeight()) / rowHeight());
  const last = () => Math.max(0, total - fitting());
  const range = () => Math.max(0, grid.scrollHeight - grid.clientHeight);
  const isScaled = () => total * rowHeight() > TALLEST;
  let ours = 0; // the scroll position that we have set or seen last
  function setTop(row) {
    top = Math.min(Math.max(0, row), last());
    grid.scrollTop = isScaled() ? (last() ? (top / last()) * range() : 0) : top * rowHeight();
    ours = grid.scrollTop;
    draw();
  }
  function resize() {
    if (!grid.clientHeight) return;
    const height = Math.min(total * rowHeight(), TALLEST) + headHeight();
    space.style.height = `${Math.max(0, height - grid.clientHeight)}px`;
    grid.setAttribute("aria-rowcount", total + 1);
    grid.style.setProperty("--digits", Math.max(3, page.number(tree.every.rows).length));
    setTop(top);
  }
  let settled = 0;
  grid.addEventListener("scroll", () => {
    const moved = grid.scrollTop - ours;
    if (Math.abs(moved) < 1) return;
    ours = grid.scrollTop;
    if (!isScaled()) {
      top = Math.min(grid.scrollTop / rowHeight(), last());
    } else if (Math.abs(moved) < 2 * grid.clientHeight && top > 0 && top < last()) {
      top = Math.min(Math.max(0, top + moved / rowHeight()), last()); // a wheel's turn moves by rows
      clearTimeout(settled);
      settled = setTimeout(() => setTop(top), 160);
    } else {
      top = range() ? (grid.scrollTop / range()) * last() : 0; // a jump goes to its share of all
    }
    draw();
  });

  function pathAt(row) {
    if (!order) return [tree.locate(shown, row), 1];
    const [line, times] = order[row];
    const path = [];
    for (let up = line; up >= 0; up = tree.parent[up]) path.unshift([up, shown.skip[up]]);
    return [path, times];
  }
  function cell(content, kind = "") {
    return page.make("span", { role: "gridcell", class: kind }, ...[].concat(content));
  }
  function durationOf(line, times) {
    const mean = tree.duration(tree.data.mean[line]);
    if (order) {
      const together = tree.duration(tree.data.mean[line] * times);
      return [`${mean} `, page.make("span", { class: "mean" }, page.word("together", { together }))];
    }
    if (tree.times[line] === 1) return [mean];
    const of = page.word("mean of", { count: page.number(tree.times[line]) });
    return [`${mean} `, page.make("span", { class: "mean" }, of)];
  }
  function make(row) {
    const [path, times] = pathAt(row);
    const line = path.at(-1)[0];
    const lane = tree.laneOf(line);
    const item = tree.item(line);
    const label = item
      ? page.make("a", { class: "label", href: `#call-${page.outline.number(item)}`, tabindex: -1 }, tree.label(line))
      : page.make("span", { class: "label" }, tree.label(line));
    const call = [tree.mark(line), " ", label];
    if (tree.name(line)) call.push(" ", page.make("span", { class: "name" }, tree.name(line)));
    if (tree.hasFailed(line)) call.push(" ", page.make("span", { class: "bad" }, page.word("failed")));
    if (tree.hasStopped(line)) call.push(" ", page.make("span", { class: "bad" }, page.word("stopped here")));
    const until = ([of, turn]) => (order ? shown.skip[of] + left(of) - 1 : turn);
    const where = [lane.isOutline ? "" : lane.name, tree.whereOf(path, until) || page.word("outermost")].filter(Boolean).join(" · ");
    const number = order ? `× ${page.number(times)}` : page.number(tree.numberOf(path) + 1);
    const element = page.make(
      "div", { role: "row", id: `calls-row-${row}`, class: "calls-row", "aria-rowindex": row + 2 },
      cell(number, "r"), cell(call), cell(where), cell(tree.gives(line), "gives"),
      cell(durationOf(line, times), "r"),
    );
    element.dataset.row = row;
    element.dataset.line = line;
    element.children[1].title = `${tree.label(line)} ${tree.name(line)}`;
    element.children[2].title = where;
    element.children[3].title = tree.gives(line);
    return element;
  }

  // The rows that are in the document, by number; those that stay in sight stay as they are.
  let [drawn, drawnOf] = [new Map(), null];
  function draw() {
    const [height, first] = [rowHeight(), Math.floor(top)];
    const until = Math.min(total, Math.ceil(top + fitting()));
    const of = order ?? shown;
    const kept = new Map();
    for (let row = first; row < until; row += 1) kept.set(row, (drawnOf === of && drawn.get(row)) || make(row));
    [drawn, drawnOf] = [kept, of];
    kept.forEach((element, row) => {
      element.style.transform = `translateY(${(row - top) * height}px)`;
      const isOfLine = page.selected && tree.item(Number(element.dataset.line)) === page.selected;
      element.classList.toggle("of-line", Boolean(isOfLine));
      element.classList.toggle("at", row === at);
      element.setAttribute("aria-selected", String(Boolean(isOfLine && row === at)));
    });
    const elements = [...kept.values()];
    if (elements.length !== rows.children.length || elements.some((element, place) => rows.children[place] !== element)) {
      rows.replaceChildren(...elements);
    }
    if (kept.has(at)) grid.setAttribute("aria-activedescendant", `calls-row-${at}`);
    else grid.removeAttribute("aria-activedescendant");
  }

  function moveTo(row) {
    at = Math.min(Math.max(0, row), Math.max(0, total - 1));
    const whole = Math.floor(fitting());
    setTop(at < top ? at : at > top + whole - 1 ? at - whole + 1 : top);
  }
  function choose(row) {
    at = row;
    const item = total ? tree.item(pathAt(row)[0].at(-1)[0]) : null;
    if (item) page.go(item);
    draw();
  }
  grid.addEventListener("keydown", (event) => {
    const onePage = Math.max(1, Math.floor(fitting()) - 1);
    const moves = {
      ArrowDown: at + 1, ArrowUp: at - 1, PageDown: at + onePage, PageUp: at - onePage, Home: 0, End: total - 1,
    };
    if (event.key in moves) moveTo(moves[event.key]);
    else if (event.key === "Enter" || event.key === " ") choose(at);
    else return;
    event.preventDefault();
  });
  rows.addEventListener("click", (event) => {
    const row = event.target.closest("[data-row]");
    if (!row) return;
    event.preventDefault(); // a link as well: the address is set by choosing
    choose(Number(row.dataset.row));
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", filter);
  form.addEventListener("reset", () => setTimeout(filter));
  page.on(document, "selected", () => grid.clientHeight && draw());
  byId("calls").addEventListener("shown", resize);
  new ResizeObserver(() => resize()).observe(grid);
  tell(false);
});
