// The excerpt of a listing on a slide: the lines that ran, few around them, in large type.
page.part(() => {
  const { make } = page;
  const [SHORT, MOST] = [13, 16]; // lines of a listing that is shown whole; lines of an excerpt

  // A listing's lines, each as [text, class] pieces.
  function linesOf(text, classes) {
    const lines = [[]];
    let at = 0;
    for (const [, letter, length] of classes.matchAll(/([a-z_])(\d+)/g)) {
      text.slice(at, at + Number(length)).split("\n").forEach((piece, place) => {
        if (place) lines.push([]);
        if (piece) lines.at(-1).push([piece, letter]);
      });
      at += Number(length);
    }
    return lines;
  }
  // Which of them are shown, by their place; all of a short listing.
  function keptOf(lines, running) {
    if (lines.length <= SHORT) return lines.map((line, place) => place);
    const isText = (line) => line.length > 0 && line.every(([piece, letter]) => letter === "d" || !piece.trim());
    const said = (place) => lines[place]?.some(([piece]) => piece.trim()) && !isText(lines[place]);
    const head = Math.max(0, lines.findIndex((line) => /^\s*(async |def |class )/.test(line.map(([piece]) => piece).join(""))));
    const around = (radius) => {
      const kept = new Set([head]);
      for (const line of running) {
        for (let place = line - 1 - radius; place < line + radius; place += 1) if (said(place)) kept.add(place);
      }
      return [...kept].sort((one, other) => one - other);
    };
    if (!running.length) return lines.map((line, place) => place).filter((place) => place >= head && said(place)).slice(0, MOST);
    return ([2, 1].map(around).find((kept) => kept.length <= MOST) ?? around(0)).slice(0, MOST);
  }

  function drawn({ text, classes, first, running, isWhole }) {
    const lines = linesOf(text, classes);
    const kept = keptOf(lines, running);
    const rows = [];
    const gap = () => rows.push(make("div", { class: "gap" }, make("span", {}), make("span", {}, make("span", { "aria-hidden": "true" }, "⋯"), make("span", { class: "unseen" }, page.word("lines left out")))));
    kept.forEach((place, turn) => {
      if (place > (turn ? kept[turn - 1] + 1 : 0)) gap();
      const ran = running.includes(place + 1);
      const pieces = lines[place].map(([piece, letter]) => (letter === "_" ? piece : make("span", { class: letter }, piece)));
      const code = make("code", {}, ...pieces);
      code.style.setProperty("--in", `${/^\s*/.exec(code.textContent)[0].length + 4}ch`);
      rows.push(make("div", ran ? { class: "ran" } : {}, make("span", {}, String(first + place)), code));
    });
    if (kept.at(-1) < lines.length - 1 || !isWhole) gap();
    return make("div", { class: "excerpt-lines", role: "group", "aria-label": page.word("source") }, ...rows);
  }

  // Fills what stands for a source on a slide.
  page.fillExcerpt = async (holder) => {
    const source = await page.sourceText(Number(holder.dataset.use));
    if (!source) return holder.remove();
    const where = page.word("source in", { file: source.file, line: source.first });
    holder.replaceChildren(
      make("p", { class: "excerpt-where" }, make("code", {}, source.symbol), " ", make("span", { class: "quiet" }, where)),
      drawn(source),
    );
    if (source.running.length) holder.append(make("p", { class: "quiet" }, page.word("excerpt")));
    return undefined;
  };
});
