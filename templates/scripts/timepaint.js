// Painting spans on a canvas: sharp on any screen, in the colours of the theme.
page.part(() => {
  const { calltree: tree, spans } = page;
  if (!spans) return;
  const MOST = 4000; // rectangles at once
  const root = document.documentElement;

  function coloursNow() {
    const style = getComputedStyle(root);
    const colours = { stages: [] };
    for (const name of ["ink", "quiet", "line", "sheet", "soft", "focus", "bad", "on-mark", "mono", "text"]) {
      colours[name] = style.getPropertyValue(`--${name}`).trim();
    }
    // What is paler has the paper shine through: letters must stand out from both.
    const isDark = parseInt(colours.sheet.slice(1, 3), 16) < 128;
    [colours.pale, colours["on-pale"]] = isDark ? [0.38, colours.ink] : [0.62, colours["on-mark"]];
    for (const [key] of tree.data.stages) colours.stages.push(style.getPropertyValue(`--c-${key}`).trim());
    return colours;
  }
  // The canvas with as many pixels as the screen has for it; lengths stay those of the page.
  function prepare(canvas, width, height) {
    const dense = window.devicePixelRatio || 1;
    const [across, down] = [Math.round(width * dense), Math.round(height * dense)];
    if (canvas.width !== across || canvas.height !== down) [canvas.width, canvas.height] = [across, down];
    const context = canvas.getContext("2d");
    context.setTransform(dense, 0, 0, dense, 0, 0);
    context.clearRect(0, 0, width, height);
    return context;
  }

  // What is to be painted: boxes {span, depth, x, width, many}; what is too short to part is a crowd.
  function boxesOf(layout, lane, [begin, end], width) {
    const scale = width / (end - begin);
    for (let fine = 1; ; fine *= 2) {
      const [boxes, crowds] = [[], []];
      const flush = (depth) => {
        if (crowds[depth]) boxes.push(crowds[depth]);
        crowds[depth] = null;
      };
      layout.visit(lane.tops, begin, end, fine / scale, (span, depth) => {
        const [x, length] = [(span.x - begin) * scale, span.width * scale];
        const box = { span, depth, x, width: length, many: 1 };
        const crowd = crowds[depth];
        if (length >= 2 * fine) {
          flush(depth);
          boxes.push(box);
        } else if (crowd && x <= crowd.x + crowd.width + fine) {
          crowd.width = Math.max(crowd.width, x + length - crowd.x);
          crowd.many += span.block ?? 1;
          if (span.width > crowd.span.width) crowd.span = span;
        } else {
          flush(depth);
          crowds[depth] = box;
        }
      });
      crowds.forEach((crowd, depth) => flush(depth));
      if (boxes.length <= MOST || fine > width) return boxes;
    }
  }

  const isInBlock = (span) => {
    for (let up = span.up; up; up = up.up) if (up.block) return up;
    return null;
  };
  function paintBox(context, colours, box, y, height, width, striped = true) {
    const from = Math.max(box.x, -4);
    const length = Math.max(1, Math.min(box.x + box.width, width + 4) - from - (box.width > 4 ? 1 : 0));
    const isPale = box.many > 1 || isInBlock(box.span);
    context.globalAlpha = isPale ? colours.pale : 1;
    context.fillStyle = colours.stages[tree.data.stage[box.span.line]];
    context.fillRect(from, y, length, height);
    context.globalAlpha = 1;
    if (striped && box.span.block && length > 6) paintStripes(context, colours[isPale ? "on-pale" : "on-mark"], from, y + height - 5, length);
    return [from, length];
  }
  function paintStripes(context, colour, x, y, length) {
    context.fillStyle = colour;
    for (let stripe = 2; stripe < length - 2; stripe += Math.max(5, length / 300)) context.fillRect(x + stripe, y, 2, 4);
  }
  function shortened(context, text, room) {
    if (context.measureText(text).width <= room) return text;
    const characters = [...text.slice(0, 400)];
    let [low, high] = [0, characters.length];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (context.measureText(`${characters.slice(0, middle).join("")}…`).width <= room) low = middle;
      else high = middle - 1;
    }
    return low > 1 ? `${characters.slice(0, low).join("")}…` : "";
  }
  function paintLabel(context, colours, box, x, y, room) {
    if (room < 12 || box.many > 1) return;
    const { line, turn } = box.span;
    const [, letter] = tree.stage(line);
    context.fillStyle = colours[isInBlock(box.span) ? "on-pale" : "on-mark"];
    context.font = `700 11px ${colours.text}`;
    context.fillText(letter, x + 3, y);
    if (room < 44) return;
    context.font = `12px ${colours.mono}`;
    context.fillText(shortened(context, textOf(box, (text) => context.measureText(text).width <= room - 22), room - 22), x + 17, y);
  }
  // What stands in a box; of a block at least how many it stands for.
  function textOf({ span: { line, turn, block } }, fits) {
    const failed = tree.hasFailed(line) ? "✗ " : "";
    if (!block) return `${failed}${tree.titleOf([line, turn])} ${tree.name(line)}`.trim();
    const count = `×${page.number(block)}`;
    const whole = `${failed}${tree.titleOf([line, turn], turn + block - 1)} ${count}`;
    return fits(whole) ? whole : `${count} ${failed}${tree.label(line)}`;
  }
  page.timepaint = { coloursNow, prepare, boxesOf, paintBox, paintLabel, isInBlock };
});
