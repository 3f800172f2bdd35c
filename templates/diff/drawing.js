// Both call graphs in one drawing: which run is shown, and how large.
page.part(() => {
  const { byId, all } = page;
  const figure = byId("drawing");
  if (!figure) return;
  const svg = figure.querySelector("svg");
  const { width, height } = svg.viewBox.baseVal;
  let size = 1;
  function scale(by) {
    size = Math.min(4, Math.max(0.2, size * by));
    svg.style.width = `${width * size}px`;
    svg.style.height = `${height * size}px`;
  }
  // At first as large as can be read, at the first box that differs.
  const board = figure.querySelector(".board");
  scale(Math.min(1, Math.max(0.8, board.clientWidth / width)));
  const first = svg.querySelector(".node:is(.added, .removed, .changed, .moved)") ?? svg.querySelector(".node");
  if (first) {
    const [box, around] = [first.getBoundingClientRect(), board.getBoundingClientRect()];
    board.scrollLeft += box.x + box.width / 2 - around.x - around.width / 2;
    board.scrollTop += box.y + box.height / 2 - around.y - around.height / 2;
  }
  all("[data-zoom]").forEach((button) => button.addEventListener("click", () => {
    scale(button.dataset.zoom === "+" ? 1.25 : 0.8);
  }));
  const choices = all("button[data-shown]");
  choices.forEach((button) => button.addEventListener("click", () => {
    figure.dataset.shown = button.dataset.shown;
    choices.forEach((other) => other.setAttribute("aria-pressed", String(other === button)));
  }));
});
