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
  function copyOf({ element, isChapter }) {
    if (isChapter) {
      const parts = [...element.children].filter((part) => !part.matches(".steps"));
      return withoutAddresses(make("section", { class: element.className }, ...parts.map((part) => part.cloneNode(true))));
    }
    const copy = withoutAddresses(element.cloneNode(true));
    const card = copy.querySelector(":scope > details"); // a step is a card that can be folded; a slide is not
    if (card) card.replaceWith(...card.querySelector("summary").childNodes, ...[...card.childNodes].slice(1));
    all("details.source", copy).forEach((source) => {
      source.replaceWith(make("div", { class: "excerpt", "data-use": source.dataset.use }));
    });
    return copy;
  }

  // Where a page may begin: before a part, not between a part and what leads to it.
  const leads = (part) => part !== null &&
    (part.matches("h2, h3, h4, caption, thead, .crumbs, .excerpt-where") || /[:：]$/.test(part.textContent.trim()));
  // The head of a table stays in sight: `over` is the room that it takes.
  function cutsIn(parent, origin, most, over = 0) {
    return [...parent.children].flatMap((part) => {
      const { top, height } = part.getBoundingClientRect();
      if (!height) return [];
      const led = leads(part.previousElementSibling) ? part.previousElementSibling.offsetHeight ?? 0 : 0;
      const own = led ? [] : [{ at: top - origin, over: part.matches("thead") ? 0 : over }];
      const whole = part.matches(".excerpt, .excerpt-lines, table, .wide") ? most : 0.7 * most; // cut if longer
      if (height + led <= whole || part.matches("p, thead, tr, svg, math")) return own;
      return [...own, ...cutsIn(part, origin, most, over || (part.tHead?.offsetHeight ?? 0))];
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
      const cut = cuts.findLast(({ at }) => at > begin + 0.2 * room && at <= begin + room) ?? { at: begin + room, over: 0 };
      pages.push({ begin: cut.at - cut.over, cut: cut.at });
    }
    return pages;
  }

  const slides = chapters.flatMap((chapter) => [opening(chapter), ...all(".step", chapter).map(call)]);
  page.slides = { slides, copyOf, pagesOf };
});
