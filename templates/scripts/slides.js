// The slides of presenter mode: what a chapter says before its calls, then each of them; and the
// pages that a slide has where it is longer than the screen.
page.part(() => {
  const { all, make } = page;
  const chapters = all("#walkthrough .chapter");
  const titleOf = (element) => element.querySelector("h2, h3");
  const stageOf = (element) =>
    /\bstage-(\w+)/.exec(element.closest("[class*='stage-']")?.getAttribute("class"))?.[1];
  const opening = (chapter) => ({
    element: chapter, isChapter: true, name: chapter.id, stage: stageOf(chapter), title: titleOf(chapter),
    bottom: () => (chapter.querySelector(".steps") ?? chapter.nextElementSibling ?? chapter).getBoundingClientRect().top,
  });
  const call = (step) => ({
    element: step, isChapter: false, name: step.id.slice("step-".length), stage: stageOf(step), title: titleOf(step),
    bottom: () => step.getBoundingClientRect().bottom,
  });

  // What is shown twice on a page must have its addresses once.
  function withoutAddresses(copy) {
    [copy, ...all("[id]", copy)].forEach((element) => {
      if (!element.closest("svg")) element.removeAttribute("id");
    });
    all("[aria-labelledby], [aria-controls]", copy).forEach((element) => {
      element.removeAttribute("aria-labelledby");
      element.removeAttribute("aria-controls");
    });
    return copy;
  }
  // The way down to a call is long; on a slide its end is enough.
  function shorten(crumbs) {
    const links = all("a", crumbs);
    if (links.length > 3) crumbs.replaceChildren("…", ...links.slice(-3).flatMap((link) => [" › ", link]));
  }
  function copyOf({ element, isChapter }) {
    if (isChapter) {
      const parts = [...element.children].filter((part) => !part.matches(".steps"));
      return withoutAddresses(make("section", { class: element.className }, ...parts.map((part) => part.cloneNode(true))));
    }
    const copy = withoutAddresses(element.cloneNode(true));
    shorten(copy.querySelector(".crumbs"));
    const card = copy.querySelector(":scope > details"); // a step is a card that can be folded; a slide is not
    if (card) card.replaceWith(...card.querySelector("summary").childNodes, ...[...card.childNodes].slice(1));
    all("details.source", copy).forEach((source) => {
      source.replaceWith(make("div", { class: "excerpt", "data-use": source.dataset.use }));
    });
    return copy;
  }

  // Where a page may begin: before a part, a row or a line, not between a part and what leads to it.
  const leads = (part) => part !== null &&
    (part.matches("h2, h3, h4, caption, thead, .crumbs, .excerpt-where") || /[:：]$/.test(part.textContent.trim()));
  const inRows = (part) => part.matches("section, .said, .code, .excerpt, .excerpt-lines, .wide, table, tbody, tfoot, ul, ol");
  const staysInSight = (head) => head && getComputedStyle(head.rows[0].cells[0]).position === "sticky";
  // The head of a table stays in sight: `over` is the room that it takes; `led` is whether something leads
  // to what is inside; `isWhole` is whether a part of its own begins there, no row or line of one.
  function cutsIn(parent, origin, most, { over = 0, led = false, isWhole = true } = {}) {
    const parts = [...parent.children].filter((part) => part.getBoundingClientRect().height);
    return parts.flatMap((part, place) => {
      const { top, height } = part.getBoundingClientRect();
      const isLed = place ? leads(parts[place - 1]) : led;
      const own = isLed ? [] : [{ at: top - origin, over: part.matches("thead") ? 0 : over, isWhole }];
      if (part.matches("p, thead, tr, svg, math") || !(inRows(part) || height > 0.7 * most)) return own;
      const head = over || (staysInSight(part.tHead) ? part.tHead.offsetHeight : 0);
      const rows = part.matches("tbody, tfoot, ul, ol, .excerpt-lines");
      return [...own, ...cutsIn(part, origin, most, { over: head, led: isLed, isWhole: isWhole && !rows })];
    });
  }
  // How far down each page begins, and where the one before it ends; `room` is what a page has if another one follows.
  function pagesOf(box, room) {
    const inner = box.firstElementChild;
    const { top: origin, height: end } = inner.getBoundingClientRect();
    const cuts = cutsIn(inner, origin, room);
    const pages = [{ begin: 0, cut: 0 }];
    while (end - pages.at(-1).begin > box.clientHeight) {
      const { begin } = pages.at(-1);
      const fit = cuts.filter(({ at }) => at > begin + 0.2 * room && at <= begin + room);
      const last = fit.at(-1) ?? { at: begin + room, over: 0 };
      const cut = fit.findLast(({ at, isWhole }) => isWhole && at > last.at - 0.12 * room) ?? last;
      pages.push({ begin: cut.at - cut.over, cut: cut.at });
    }
    return pages;
  }

  const slides = chapters.flatMap((chapter) => [opening(chapter), ...all(".step", chapter).map(call)]);
  page.slides = { slides, copyOf, pagesOf };
});
