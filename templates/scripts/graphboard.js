// How a drawing is moved on its board: dragged, made larger and smaller, walked from box to box.
page.part(() => {
  const WAYS = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] };
  const NORMAL = 1.25; // at which a box is read without effort; said as 100 %

  function zoom(drawing, size, x = drawing.board.clientWidth / 2, y = drawing.board.clientHeight / 2) {
    const { board, svg, width, height } = drawing;
    const [left, top] = [(board.scrollLeft + x) / drawing.size, (board.scrollTop + y) / drawing.size];
    drawing.size = Math.min(4, Math.max(0.08, size));
    svg.style.width = `${width * drawing.size}px`;
    svg.style.height = `${height * drawing.size}px`;
    board.scrollLeft = left * drawing.size - x;
    board.scrollTop = top * drawing.size - y;
    page.byId("graph-zoom").textContent = `${Math.round((drawing.size / NORMAL) * 100)} %`;
  }

  function resize(drawing, how) {
    const { board, width, height, size } = drawing;
    const whole = Math.min(NORMAL, (board.clientWidth - 4) / width, (board.clientHeight - 4) / height);
    zoom(drawing, { "+": size * 1.25, "-": size / 1.25, 0: whole, 1: NORMAL }[how]);
  }

  function centre({ board, size }, [x, y]) {
    board.scrollLeft = x * size - board.clientWidth / 2;
    board.scrollTop = y * size - board.clientHeight / 2;
  }

  function reveal(drawing, { x, y, width, height, middle }) {
    const { board, size } = drawing;
    const [left, top] = [x * size - board.scrollLeft, y * size - board.scrollTop];
    const inside = left >= 0 && top >= 0 && left + width * size <= board.clientWidth &&
      top + height * size <= board.clientHeight;
    if (!inside) centre(drawing, middle);
  }

  // At the beginning in a size that can be read, where the graph begins, with as much as possible of
  // what stands near.
  function begin(drawing) {
    const { board, boxes, start } = drawing;
    zoom(drawing, NORMAL);
    if (!start) return;
    const near = boxes.filter(({ x }) => (x - start.x) * drawing.size < board.clientWidth);
    const mean = near.reduce((sum, { middle }) => sum + middle[1], 0) / near.length;
    const room = (board.clientHeight * 0.25) / drawing.size;
    const [x, y] = start.middle;
    centre(drawing, [x, Math.min(y + room, Math.max(y - room, mean))]);
  }

  function rove(drawing, one) {
    drawing.boxes.forEach(({ box }) => box.setAttribute("tabindex", box === one.box ? "0" : "-1"));
  }

  function neighbour({ boxes }, { middle: [x, y] }, [right, down]) {
    const far = ({ middle: [otherX, otherY] }) => {
      const ahead = (otherX - x) * right + (otherY - y) * down;
      const aside = Math.abs((otherX - x) * down) + Math.abs((otherY - y) * right);
      return ahead > 3 ? ahead + 2.5 * aside : Infinity;
    };
    const best = boxes.reduce((found, one) => (far(one) < far(found) ? one : found), boxes[0]);
    return far(best) < Infinity ? best : null;
  }

  function press(drawing, open, event) {
    const { boxes, start } = drawing;
    const here = boxes.find(({ box }) => box === document.activeElement);
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key in WAYS) {
      const next = here ? neighbour(drawing, here, WAYS[event.key]) : start;
      next?.box.focus({ preventScroll: true });
      if (next) reveal(drawing, next);
    } else if ((event.key === "Enter" || event.key === " ") && here) open(here);
    else if ("+=-01".includes(event.key)) resize(drawing, event.key === "=" ? "+" : event.key);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  function drag({ board }, { clientX: x, clientY: y }) {
    const [left, top] = [board.scrollLeft, board.scrollTop];
    const move = (at) => {
      if (!board.dragged && Math.hypot(at.clientX - x, at.clientY - y) < 5) return;
      board.dragged = true;
      board.classList.add("held");
      board.scrollLeft = left + x - at.clientX;
      board.scrollTop = top + y - at.clientY;
    };
    const end = () => {
      board.classList.remove("held");
      removeEventListener("pointermove", move);
    };
    addEventListener("pointermove", move);
    addEventListener("pointerup", end, { once: true });
    addEventListener("pointercancel", end, { once: true });
  }

  // Makes a drawing answer to pointer, wheel and keys; `open` takes the box that is chosen.
  function steer(drawing, open) {
    const { board, boxes, start } = drawing;
    boxes.forEach((one) => {
      one.box.addEventListener("click", () => board.dragged || open(one));
      one.box.addEventListener("focus", () => rove(drawing, one));
    });
    start?.box.setAttribute("tabindex", "0");
    board.addEventListener("keydown", (event) => press(drawing, open, event));
    board.addEventListener("wheel", (event) => {
      if (!event.ctrlKey) return;
      event.preventDefault();
      const { left, top } = board.getBoundingClientRect();
      zoom(drawing, drawing.size * 1.0015 ** -event.deltaY, event.clientX - left, event.clientY - top);
    }, { passive: false });
    board.addEventListener("pointerdown", (event) => {
      board.dragged = false;
      // A finger pans by itself.
      if (event.button === 0 && event.pointerType === "mouse") drag(drawing, event);
    });
  }
  page.board = { zoom, resize, centre, reveal, begin, rove, steer };
});
