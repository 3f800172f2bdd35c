// Where calls stand: by time in nanoseconds since the run's begin, or by order in calls.  A place
// is {line, turn, up, x, width, scale}; `scale` is its length against what its line takes on average.
// A block, for all iterations of a fold, is as wide as they are together, and so is what stands in it.
page.part(() => {
  const { calltree: tree } = page;
  const times = page.data.timeline;
  if (!tree || !times) return;
  const { data } = tree;

  // Begin and duration of an iteration that is told by itself, and of those between, evenly spread.
  function toldAt(line, turn) {
    const [ends, count] = [times.ends[line], tree.count(line)];
    const at = (place) => [ends[2 * place], ends[2 * place + 1]];
    const told = ends.length / 2;
    if (told === count || turn < times.told) return at(turn);
    if (turn >= count - times.told) return at(told - count + turn);
    const [before, after] = [at(times.told - 1), at(told - times.told)];
    const [begin, between] = [before[0] + before[1], count - 2 * times.told];
    const pitch = Math.max(0, after[0] - begin) / between;
    return [begin + (turn - times.told) * pitch, Math.min(pitch, data.mean[line])];
  }
  const byTime = {
    at(line, turn, up) {
      const [from, scale] = up ? [up.x, up.scale] : [0, 1];
      let [begin, length] = [times.begin[line] + turn * (times.pitch[line] ?? 0), data.mean[line]];
      if (times.ends[line]) [begin, length] = toldAt(line, turn);
      const end = up ? up.x + up.width : Infinity;
      const x = Math.min(from + begin * scale, end);
      const width = Math.min(length * scale, end - x);
      return { line, turn, up, x, width, scale: data.mean[line] ? width / data.mean[line] : scale };
    },
    isMean: (line) => tree.times[line] > 1 && !times.ends[line],
    least: 50,
  };
  const byOrder = {
    at(line, turn, up) {
      const [from, scale] = up ? [up.x, up.scale] : [-tree.every.before[tree.laneOf(line).tops[0]], 1];
      const width = tree.every.unit[line] * scale;
      return { line, turn, up, x: from + tree.every.before[line] * scale + turn * width, width, scale };
    },
    isMean: () => false,
    least: 3,
  };

  function layout(mode) {
    const { at, isMean, least } = mode;
    const endOf = ({ x, width }) => x + width;
    const firstEnding = (from, to, begin, end) => {
      // the first of places [from, to) that ends after `begin`; `end` gives where a place ends
      let [low, high] = [from, to];
      while (low < high) {
        const middle = Math.floor((low + high) / 2);
        if (end(middle) <= begin) low = middle + 1;
        else high = middle;
      }
      return low;
    };
    const lastOf = (line, up) => at(line, tree.count(line) - 1, up);

    // Everything between `begin` and `end` that is at least `fine` long, or in a crowd of shorter ones.
    // What is drawn for all iterations of a fold, because one is too short, has their count as `block`.
    function visit(tops, begin, end, fine, draw) {
      const part = 3 * fine;
      const children = (lines, up, depth) => {
        const from = firstEnding(0, lines.length, begin, (place) => endOf(lastOf(lines[place], up)));
        for (let place = from; place < lines.length; place += 1) {
          const [line, count] = [lines[place], tree.count(lines[place])];
          const first = at(line, 0, up);
          if (first.x >= end) return;
          const whole = endOf(lastOf(line, up)) - first.x;
          if (count > 1 && whole / count < part) {
            const block = { ...first, width: whole, scale: first.width ? (first.scale * whole) / first.width : 0, block: count };
            draw(block, depth);
            if (whole >= part) children(tree.inside[line], block, depth + 1);
            continue;
          }
          for (let turn = firstEnding(0, count, begin, (k) => endOf(at(line, k, up))); turn < count; turn += 1) {
            const span = at(line, turn, up);
            if (span.x >= end) break;
            draw(span, depth);
            if (span.width >= part) children(tree.inside[line], span, depth + 1);
          }
        }
      };
      children(tops, null, 0);
    }

    const place = (path) => path.reduce((up, [line, turn]) => at(line, turn, up), null);
    const ends = tree.lanes.map((lane) => [at(lane.tops[0], 0, null).x, endOf(lastOf(lane.tops.at(-1), null))]);
    const [low, high] = [Math.min(...ends.map(([x]) => x)), Math.max(...ends.map(([, x]) => x))];
    return { visit, place, at, isMean, least, extent: [low, Math.max(high, low + least)] };
  }
  // The path of a place, and the nearest ones to it.
  const pathOf = (span) => (span ? [...pathOf(span.up), [span.line, span.turn]] : []);
  function neighbour(path, step) {
    const [line, turn] = path.at(-1);
    const above = path.slice(0, -1);
    if (turn + step >= 0 && turn + step < tree.count(line)) return [...above, [line, turn + step]];
    const family = above.length ? tree.inside[above.at(-1)[0]] : tree.tops;
    const other = family[family.indexOf(line) + step];
    return other === undefined ? path : [...above, [other, step > 0 ? 0 : tree.count(other) - 1]];
  }
  const child = (path) => {
    const [first] = tree.inside[path.at(-1)[0]];
    return first === undefined ? path : [...path, [first, 0]];
  };
  const pathTo = (line) => (line < 0 ? [] : [...pathTo(tree.parent[line]), [line, 0]]);

  // Round steps between ticks, about `many` of them.
  function ticks([begin, end], many, least = 0) {
    const rough = Math.max((end - begin) / many, least);
    const power = 10 ** Math.floor(Math.log10(rough));
    const step = [1, 2, 5, 10].map((factor) => factor * power).find((length) => length >= rough * 0.999);
    const from = Math.ceil(begin / step);
    return { step, at: Array.from({ length: Math.max(0, Math.floor(end / step) - from + 1) }, (_, k) => (from + k) * step) };
  }
  page.spans = { time: layout(byTime), order: layout(byOrder), pathOf, neighbour, child, pathTo, ticks };
});
