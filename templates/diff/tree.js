// The tree of a difference: rows that open and close, keys that go through them, and from difference to difference.
page.part(() => {
  const { byId, all } = page;
  const tree = byId("tree");
  if (!tree) return;
  const rows = all(".row", tree);
  const levels = rows.map((row) => Number(row.getAttribute("aria-level")));
  const turns = rows.filter((row) => row.dataset.turn);

  const isOpen = (row) => row.getAttribute("aria-expanded") === "true";
  const canOpen = (row) => row.hasAttribute("aria-expanded");

  // A row is seen where everything around it is open.
  function lay() {
    let closed = Infinity;
    rows.forEach((row, place) => {
      if (levels[place] <= closed) closed = Infinity;
      row.hidden = levels[place] > closed;
      if (!row.hidden && canOpen(row) && !isOpen(row)) closed = levels[place];
    });
  }
  function setOpen(row, open) {
    if (canOpen(row)) row.setAttribute("aria-expanded", String(open));
  }
  function above(row) {
    let place = rows.indexOf(row);
    const level = levels[place];
    while (place > 0 && levels[place] >= level) place -= 1;
    return levels[place] < level ? rows[place] : null;
  }
  function go(row) {
    if (!row) return;
    rows.forEach((other) => {
      other.tabIndex = other === row ? 0 : -1;
    });
    row.focus({ preventScroll: true });
    row.scrollIntoView({ block: "nearest" });
  }

  tree.addEventListener("click", (event) => {
    const row = event.target.closest(".row");
    if (!row || getSelection().type === "Range") return;
    setOpen(row, !isOpen(row));
    lay();
    go(row);
  });
  tree.addEventListener("keydown", (event) => {
    const row = event.target.closest(".row");
    if (!row || event.ctrlKey || event.metaKey || event.altKey) return;
    const seen = rows.filter((other) => !other.hidden);
    const place = seen.indexOf(row);
    const steps = { ArrowDown: seen[place + 1], ArrowUp: seen[place - 1], Home: seen[0], End: seen.at(-1) };
    if (event.key in steps) go(steps[event.key]);
    else if (event.key === "ArrowRight" && canOpen(row) && !isOpen(row)) setOpen(row, true);
    else if (event.key === "ArrowRight") go(seen[place + 1]);
    else if (event.key === "ArrowLeft" && isOpen(row)) setOpen(row, false);
    else if (event.key === "ArrowLeft") go(above(row));
    else if (event.key === "Enter" || event.key === " ") setOpen(row, !isOpen(row));
    else return;
    lay();
    event.preventDefault();
  });

  let at = null;
  function step(by) {
    if (!turns.length) return;
    at = at === null ? Math.min(0, by) : at + by;
    at = (at + turns.length) % turns.length;
    const row = turns[at];
    for (let around = above(row); around; around = above(around)) setOpen(around, true);
    lay();
    rows.forEach((other) => other.classList.toggle("now", other === row));
    go(row);
    row.scrollIntoView({ block: "center", inline: "nearest" });
    byId("said").textContent = page.word("difference", { at: page.number(at + 1), of: page.number(turns.length) });
  }
  const setAll = (open) => {
    rows.forEach((row) => setOpen(row, open));
    lay();
    if (!rows.some((row) => row.tabIndex === 0 && !row.hidden)) rows[0].tabIndex = 0;
  };
  byId("next").addEventListener("click", () => step(1));
  byId("before").addEventListener("click", () => step(-1));
  byId("open").addEventListener("click", () => setAll(true));
  byId("close").addEventListener("click", () => setAll(false));
  page.on(document, "keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input")) return;
    if (event.key === "n") step(1);
    if (event.key === "p") step(-1);
  });
});
