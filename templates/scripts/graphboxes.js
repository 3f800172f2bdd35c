// A call graph's drawing: from the geometry that Graphviz found to SVG.
page.part(() => {
  const { draw, all } = page;
  const ALONE = ["", "once", "once", "both"];
  const COMPARED = ["", "first", "later", "both"];

  function boxOf([text, label, folded, line, stage, sign, measure, x, y, width, height], stages, compared) {
    const lines = text.split("\n");
    const item = page.outline.item(line);
    const name = lines.length > label + (folded ? 1 : 0) ? ` ${lines[label]}` : "";
    const title = `${lines.slice(0, label).join("")}${name}`;
    const box = draw("g", {
      class: `node stage-${stages[stage][0]} ${(compared ? COMPARED : ALONE)[sign]} ${item ? "" : "lost"}`,
      tabindex: "-1", role: "link", "aria-label": `${title}, ${measure}`,
    }, draw("title", {}, `${title}\n${measure}`), draw("rect", { x, y, width, height, rx: 3 }),
    draw("circle", { cx: x + 11, cy: y + 11, r: 7 }),
    draw("text", { class: "letter", x: x + 11, y: y + 14.2 }, stages[stage][1]));
    lines.forEach((words, place) => {
      const last = folded && place === lines.length - 1;
      const said = last ? page.word("callees folded", { count: page.number(folded) }) : words;
      box.append(draw("text", { class: place < label ? "" : "more", x: x + 22, y: y + 15 + 13 * place }, said));
    });
    if (compared && (sign === 1 || sign === 2)) {
      box.append(draw("circle", { class: "badge", cx: x + width, cy: y, r: 7 }),
        draw("text", { class: "letter", x: x + width, y: y + 3.2 }, String(sign)));
    }
    // Its name has the words that are seen, in their order, so that it can be called by them.
    all("text", box).forEach((text, place) => (place < 2 || place > label) && text.before(" "));
    const seen = [...box.childNodes].filter((part) => part.nodeName !== "title").map((part) => part.textContent);
    box.setAttribute("aria-label", `${seen.join("").trim()}, ${measure}`);
    const middle = [x + width / 2, y + height / 2];
    return { box, item, key: item?.dataset.key, title, x, y, width, height, middle };
  }

  function areaOf([stage, x, y, width, height], stages) {
    const [key, mark, title] = stages[stage];
    return draw("g", { class: `area stage-${key}` }, draw("rect", { x, y, width, height, rx: 8 }),
      draw("text", { x: x + 9, y: y + 13 }, `${mark}  ${title}`));
  }

  function arrowOf([, , width, sign, path, label, x, y], compared, tip) {
    const arrow = draw("g", { class: `edge ${compared ? COMPARED[sign] : ""}` },
      draw("path", { d: path, "stroke-width": 0.8 + width / 3, "marker-end": `url(#${tip})` }));
    if (label) arrow.append(draw("text", { x, y: y + 3 }, label));
    return arrow;
  }

  // Puts the drawing onto its board and tells of its boxes.
  page.drawGraph = ([what, width, height, start, boxes, arrows, areas], stages, board) => {
    const compared = what === "difference";
    const tip = `tip-${what}`;
    const drawn = boxes.map((box) => boxOf(box, stages, compared));
    const svg = draw("svg", { viewBox: `0 0 ${width} ${height}` },
      draw("defs", {}, draw("marker", {
        id: tip, viewBox: "0 0 8 8", refX: 7.5, refY: 4, markerWidth: 7, markerHeight: 7,
        markerUnits: "userSpaceOnUse", orient: "auto",
      }, draw("path", { d: "M0 1L8 4L0 7z" }))),
      ...areas.map((area) => areaOf(area, stages)),
      ...arrows.map((arrow) => arrowOf(arrow, compared, tip)),
      ...drawn.map(({ box }) => box));
    board.replaceChildren(svg);
    // A font that is wider than Graphviz thought is squeezed into its box.
    drawn.forEach(({ box, width: room }) => all("text:not(.letter)", box).forEach((text) => {
      if (text.getComputedTextLength() > room - 26) text.setAttribute("textLength", Math.max(8, room - 26));
    }));
    return { what, board, svg, width, height, boxes: drawn, start: drawn[start], size: 1, hits: [], at: -1 };
  };
});
