// Presenter mode: one slide at a time over the whole screen, what comes next hidden until it is asked for.
page.part(() => {
  const { byId } = page;
  const { slides, copyOf, pagesOf } = page.slides;
  const [presenter, box, more] = [byId("presenter"), byId("slide"), byId("slide-more")];
  const SIGN = 44; // pixels at a page's foot for the sign that there is more
  let [at, leaf, leaves, revealed, inFullscreen] = [0, 0, [{ begin: 0, cut: 0 }], false, false];
  page.presenting = false;

  function notesOf({ element, isChapter, stage }) {
    const said = isChapter ? [] : page.all(":scope .said > *", element).map((part) => part.cloneNode(true));
    byId("slide-explained").replaceChildren(...said);
    page.all("#slide-notes [data-stage]").forEach((line) => {
      line.hidden = line.dataset.stage !== stage;
    });
  }

  // A title as words: what it leads to, and its addresses, stay where it stands.
  function titleIn(slide) {
    const title = slide.title.cloneNode(true);
    page.all("[id]", title).forEach((part) => part.removeAttribute("id"));
    return title;
  }
  function showNext() {
    const next = slides[at + 1];
    const coming = byId("slide-coming");
    byId("slide-reveal").hidden = revealed || !next;
    coming.className = next?.stage ? `stage-${next.stage}` : "";
    coming.replaceChildren(...(!next ? [page.word("end of slides")] : revealed ? titleIn(next).childNodes : []));
    byId("slide-back").disabled = at === 0 && leaf === 0;
    byId("slide-on").disabled = !next && leaf === leaves.length - 1;
  }

  // A scene has the number of its address, a chapter its name.
  const scenes = slides.filter(({ isChapter }) => !isChapter);
  function placeOf({ isChapter, name, title }) {
    if (isChapter) return title.lastChild.textContent.trim();
    return page.word("scene of", { place: page.number(Number(name)), count: page.number(scenes.length) });
  }
  // Where the reader is on a slide that is longer than the screen: a curtain hides what the next page begins with.
  function showLeaf() {
    const last = leaf === leaves.length - 1;
    const moved = Math.abs(box.scrollTop - leaves[leaf].begin) > 2;
    more.hidden = last;
    more.style.height = `${last || moved ? SIGN : Math.max(SIGN, box.clientHeight - (leaves[leaf + 1].cut - leaves[leaf].begin))}px`;
    const place = placeOf(slides[at]);
    const part = page.word("part of", { place: page.number(leaf + 1), count: page.number(leaves.length) });
    byId("slide-place").textContent = leaves.length > 1 ? `${place} · ${part}` : place;
    const chapter = slides[at].isChapter ? null : slides[at].element.closest(".chapter");
    const over = chapter ? [chapter.querySelector("h2").lastChild.textContent.trim()] : [];
    if (leaf && chapter) over.push(slides[at].title.querySelector(".label").textContent);
    byId("slide-chapter").textContent = over.join(" › ");
  }
  function turn(to) {
    leaf = Math.max(0, Math.min(leaves.length - 1, to));
    box.scrollTop = leaves[leaf].begin;
    showLeaf();
    showNext();
  }
  // Anew where the room or what fills it is another.
  function measure(to = leaf) {
    const inner = box.firstElementChild;
    if (!page.presenting || !inner) return;
    inner.style.paddingBottom = "";
    page.all("table", inner).forEach((table) => {
      table.classList.remove("tight");
      table.classList.toggle("tight", innerWidth > 760 && table.offsetWidth > inner.clientWidth);
    });
    leaves = pagesOf(box, box.clientHeight - SIGN);
    const tail = leaves.at(-1).begin + box.clientHeight - inner.getBoundingClientRect().height;
    if (leaves.length > 1) inner.style.paddingBottom = `${tail}px`;
    turn(to);
  }

  function show(to) {
    const slide = slides[at];
    const copy = copyOf(slide);
    box.replaceChildren(copy);
    const progress = byId("slide-progress");
    progress.setAttribute("aria-valuenow", at + 1);
    progress.setAttribute("aria-valuemax", slides.length);
    progress.firstElementChild.style.width = `${((at + 1) / slides.length) * 100}%`;
    notesOf(slide);
    measure(to);
    const excerpts = page.all(".excerpt", copy).map(page.fillExcerpt);
    if (excerpts.length) Promise.all(excerpts).then(() => box.firstElementChild === copy && measure(to));
  }
  function go(place, to = 0) {
    at = Math.max(0, Math.min(slides.length - 1, place));
    revealed = false;
    show(to);
    page.address(`present-${slides[at].name}`);
  }
  function reveal() {
    if (at === slides.length - 1) return;
    revealed = true;
    showNext();
  }
  // A press shows the rest of the slide, then the next one; what comes next is revealed where it is asked for.
  function on() {
    if (leaf < leaves.length - 1) return turn(leaf + 1);
    return at < slides.length - 1 ? go(at + 1) : undefined;
  }
  function back() {
    if (leaf) return turn(leaf - 1);
    return at ? go(at - 1, Infinity) : undefined;
  }

  function setNotes(open) {
    byId("slide-notes").hidden = !open;
    byId("slide-note").setAttribute("aria-pressed", String(open));
  }

  const others = () => [...document.body.children].filter((element) => element !== presenter);
  // Takes the number of a step or the address of a chapter; false where there is none like that.
  page.present = (name) => {
    const place = slides.findIndex((slide) => slide.name === name);
    if (place < 0) return false;
    const begin = !page.presenting;
    page.presenting = true;
    presenter.hidden = false;
    document.body.classList.add("presenting");
    others().forEach((element) => {
      element.inert = true;
    });
    // Granted to a click; whoever comes by an address has the whole window.
    if (begin && navigator.userActivation?.isActive) presenter.requestFullscreen?.().catch(() => {});
    go(place);
    byId("slide-on").focus({ preventScroll: true });
    return true;
  };
  page.leavePresenter = (address = slides[at].element.id) => {
    if (!page.presenting) return;
    page.presenting = false;
    inFullscreen = false;
    presenter.hidden = true;
    document.body.classList.remove("presenting");
    others().forEach((element) => {
      element.inert = false;
    });
    if (document.fullscreenElement) document.exitFullscreen();
    if (!address) return;
    page.show("walkthrough");
    page.address(address);
    slides[at].element.dispatchEvent(new Event("reached", { bubbles: true }));
    slides[at].element.scrollIntoView();
    byId("present").focus({ preventScroll: true });
  };

  // What is being read, or the beginning.
  function current() {
    const seen = slides.findIndex((slide) => slide.bottom() > innerHeight / 3);
    return slides[byId("walkthrough").hidden || seen < 0 ? 0 : seen].name;
  }
  byId("present").addEventListener("click", () => {
    const name = current();
    history.pushState({ view: document.body.dataset.view }, "", `#present-${name}`);
    page.present(name);
  });
  byId("slide-reveal").addEventListener("click", reveal);
  byId("slide-on").addEventListener("click", on);
  byId("slide-back").addEventListener("click", back);
  byId("slide-leave").addEventListener("click", () => page.leavePresenter());
  byId("slide-note").addEventListener("click", () => setNotes(byId("slide-notes").hidden));
  more.addEventListener("click", () => turn(leaf + 1));
  box.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    if (link) page.leavePresenter(null); // and the link leads where it leads
  });
  box.addEventListener("scroll", () => {
    const seen = leaves.findLastIndex(({ begin }) => begin <= box.scrollTop + 4);
    leaf = Math.max(0, seen);
    showLeaf();
    showNext();
  });
  box.addEventListener("toggle", () => measure(), true);
  new ResizeObserver(() => measure()).observe(box);
  page.on(document, "fullscreenchange", () => {
    if (inFullscreen && !document.fullscreenElement) page.leavePresenter();
    inFullscreen = document.fullscreenElement === presenter;
  });

  const keys = {
    ArrowRight: on, PageDown: on, ArrowDown: on, " ": on, Enter: on,
    ArrowLeft: back, PageUp: back, ArrowUp: back, Backspace: back,
    Home: () => go(0), End: () => go(slides.length - 1),
    n: () => setNotes(byId("slide-notes").hidden), r: reveal, Escape: () => page.leavePresenter(),
  };
  page.on(document, "keydown", (event) => {
    if (!page.presenting || event.ctrlKey || event.metaKey || event.altKey) return;
    const presses = event.key === " " || event.key === "Enter";
    if (presses && event.target.closest("button, a, summary")) return;
    const key = event.key.length > 1 ? event.key : event.key.toLowerCase();
    const act = key === " " && event.shiftKey ? back : keys[key];
    if (!act) return;
    event.preventDefault();
    act();
  });

  // On a narrow screen back and next, from call to call, stand within reach of the thumb.
  const calls = slides.filter(({ isChapter }) => !isChapter).map(({ element }) => element);
  const stops = calls.length ? calls : slides.map(({ element }) => element);
  function read(by) {
    const top = stops.findIndex((stop) => stop.getBoundingClientRect().top > 160);
    const now = (top < 0 ? stops.length : top) - 1;
    const next = stops[Math.max(0, Math.min(stops.length - 1, now + by))];
    if (next) location.hash = next.id;
  }
  byId("thumb-back").addEventListener("click", () => read(-1));
  byId("thumb-on").addEventListener("click", () => read(1));
});
