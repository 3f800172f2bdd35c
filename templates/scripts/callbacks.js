// Callbacks: the row and the column of a cell are lit; the selected call's cell is marked.
page.part(() => {
  const { all } = page;
  const light = (cell, on) => {
    const table = cell.closest("table");
    const column = cell.cellIndex;
    cell.parentElement.classList.toggle("lit", on);
    for (const row of table.rows) row.cells[column]?.classList.toggle("lit", on);
  };
  all(".matrix td").forEach((cell) => {
    for (const [kind, on] of [["pointerenter", true], ["pointerleave", false], ["focusin", true], ["focusout", false]]) {
      cell.addEventListener(kind, () => light(cell, on));
    }
  });
  const turns = all("a.turn");
  turns.forEach((link) => {
    link.title = link.getAttribute("aria-label");
  });
  page.on(document, "selected", ({ detail: item }) => {
    const address = `#call-${page.outline.number(item)}`;
    turns.forEach((link) => link.classList.toggle("chosen", link.getAttribute("href") === address));
  });
});
