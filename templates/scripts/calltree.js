// The folded calls: lines, of which some stand for many iterations.  Row n of all calls is found
// by counting, never by unfolding.  A path is a list of [line, turn], outermost first.
page.part(() => {
  const data = page.data.calls;
  if (!data) return;
  const size = data.depth.length;
  const [parent, inside, above] = [new Int32Array(size).fill(-1), Array.from({ length: size }, () => []), []];
  const [isLoop, tops] = [new Uint8Array(size), []];
  data.loops.forEach((line) => { isLoop[line] = 1; });
  const lanes = [];
  for (const [name, lines, isOutline] of data.lanes) {
    const begin = lanes.length ? lanes.at(-1).end : 0;
    lanes.push({ name, begin, end: begin + lines, isOutline, tops: [] });
  }
  const laneOf = (line) => lanes.find((lane) => line < lane.end);
  for (let line = 0; line < size; line += 1) {
    const depth = data.depth[line];
    above[depth] = line;
    if (depth > 0) {
      parent[line] = above[depth - 1];
      inside[above[depth - 1]].push(line);
    } else {
      tops.push(line);
      laneOf(line).tops.push(line);
    }
  }
  const count = (line) => data.count[line] ?? 1;
  const flagged = (lines) => { const set = new Set(lines); return (line) => set.has(line); };

  // How many rows each line has: `own` is whether its call counts, `turns` which iterations do.
  function weigh(own, turns = (line) => [0, count(line)]) {
    const [unit, total, before] = [new Float64Array(size), new Float64Array(size), new Float64Array(size)];
    const [skip, counted] = [new Float64Array(size), new Uint8Array(size)];
    const add = (lines, begin) => {
      let rows = begin;
      for (const line of lines) {
        before[line] = rows;
        rows += total[line];
      }
      return rows;
    };
    for (let line = size - 1; line >= 0; line -= 1) {
      const [from, many] = turns(line);
      counted[line] = own(line) ? 1 : 0;
      skip[line] = from;
      unit[line] = add(inside[line], counted[line]);
      total[line] = unit[line] * many;
    }
    return { unit, total, before, skip, counted, rows: add(tops, 0) };
  }

  // The path of row `row`, counted from 0 among those that `weights` counts.
  function locate(weights, row) {
    const path = [];
    let [lines, rest] = [tops, row];
    for (;;) {
      let [low, high] = [0, lines.length - 1];
      while (low < high) {
        const middle = Math.ceil((low + high) / 2);
        if (weights.before[lines[middle]] <= rest) low = middle;
        else high = middle - 1;
      }
      const line = lines[low];
      rest -= weights.before[line];
      const turn = Math.floor(rest / weights.unit[line]);
      rest -= turn * weights.unit[line];
      path.push([line, weights.skip[line] + turn]);
      if (rest < weights.counted[line] || !inside[line].length) return path;
      lines = inside[line];
    }
  }

  const every = weigh((line) => !isLoop[line]);
  // The number of a path's call among all calls, counted from 0; of a loop, of its first call.
  const numberOf = (path) => path.reduce((sum, [line, turn]) => sum + every.before[line] + turn * every.unit[line], 0);

  const text = (column) => (line) => data.texts[data[column][line]];
  const [label, name, gives] = [text("label"), text("name"), text("gives")];
  const indexOf = (line, turn) =>
    (line in data.first ? data.first[line] + turn * (data.stride[line] ?? 1) : null);
  // A call's label; an iteration with its index: epoch 2; several in a row: epochs 2 to 5.
  const titleOf = ([line, turn], until = turn) => {
    if (indexOf(line, turn) === null) return label(line);
    const [first, last] = [turn, until].map((end) => page.number(indexOf(line, end)));
    return page.word(until > turn ? `${label(line)}s {first} to {last}` : `${label(line)} {first}`, { first, last });
  };
  const entries = new Set(["fit", "evaluate", "predict"]);
  const method = (line) => label(line).split(".").at(-1);
  // In which iterations of which loops: fit, epoch 2, step 17.
  const whereOf = (path, until = ([, turn]) => turn) => path.slice(0, -1)
    .filter(([line], depth) => isLoop[line] || depth === 0 || entries.has(method(line)))
    .map((place) => (isLoop[place[0]] ? titleOf(place, until(place)) : method(place[0]))).join(" · ");

  const units = [[1e9, "s"], [1e6, "ms"], [1e3, "µs"], [1, "ns"]];
  function duration(nanoseconds) {
    if (page.data.ticks) {
      const count = Math.round(nanoseconds / 1000);
      return page.word(count === 1 ? "tick" : "ticks", { count: page.number(count) });
    }
    const [length, unit] = units.find(([least]) => nanoseconds >= least) ?? units.at(-1);
    const value = nanoseconds / length;
    const digits = value ? Math.max(0, 2 - Math.floor(Math.log10(value))) : 0;
    const options = { minimumFractionDigits: 0, maximumFractionDigits: Math.min(digits, 2) };
    return `${value.toLocaleString(document.documentElement.lang, options)} ${nanoseconds ? unit : "s"}`;
  }

  const titles = Object.fromEntries(page.all("#timeline-legend [data-stage]")
    .map((tag) => [tag.dataset.stage, tag.lastElementChild.textContent]));

  // How many calls of the run the line stands for, the folds around it taken in.
  const times = new Float64Array(size);
  for (let line = 0; line < size; line += 1) {
    times[line] = count(line) * (parent[line] < 0 ? 1 : times[parent[line]]);
  }
  page.calltree = {
    data, size, lanes, tops, parent, inside, times, units, every, count, weigh, locate, numberOf,
    isLoop: (line) => isLoop[line] === 1, hasFailed: flagged(data.failed), hasStopped: flagged(data.stopped),
    laneOf, label, name, gives, indexOf, titleOf, whereOf, duration,
    stage: (line) => data.stages[data.stage[line]],
    owner: (line) => label(line).split(".").slice(0, -1).join("."),
    item: (line) => (laneOf(line).isOutline ? page.outline.item(line + 1) : null),
    lineOf: (item) => page.outline.number(item) - 1,
    mark(line) {
      const [key, letter] = page.calltree.stage(line);
      return page.make("span", { class: `mark stage-${key}`, title: titles[key] }, letter);
    },
  };
});
