// Presenter mode: one step at a time over the whole screen, what comes next hidden until revealed.
page.part(() => {
  const { byId } = page;
  const presenter = byId("presenter");
  const steps = page.all("#walkthrough .step");
  const slides = steps.length ? steps : page.all("#walkthrough .chapter");
  const titleOf = (slide) => slide.querySelector("h2, h3, h4");
  const stageOf = (slide) => {
    const marked = slide.closest("[class*='stage-']");
    return /\bstage-(\w+)/.exec(marked?.getAttribute("class"))?.[1];
  };
  let at = 0;
  let revealed = false;
  let inFullscreen = false;
  page.presenting = false;

  // What is shown twice on a page must have its addresses once.
  function copyOf(slide) {
    const copy = slide.cloneNode(true);
    [copy, ...page.all("[id]", copy)].forEach((element) => {
      if (!element.closest("svg")) element.removeAttribute("id");
    });
    const card = copy.querySelector(":scope > details"); // a step is a card that can be folded; a slide is not
    if (card) card.replaceWith(...card.querySelector("summary").childNodes, ...[...card.childNodes].slice(1));
    page.all("details", copy).forEach((details) => {
      details.open = true;
    });
    page.all("[aria-labelledby], [aria-controls]", copy).forEach((element) => {
      element.removeAttribute("aria-labelledby");
      element.removeAttribute("aria-controls");
    });
    return copy;
  }

  function notesOf(slide) {
    const said = page.all(":scope .said > *", slide).map((part) => part.cloneNode(true));
    byId("slide-explained").replaceChildren(...said);
    page.all("#slide-notes [data-stage]").forEach((line) => {
      line.hidden = line.dataset.stage !== stageOf(slide);
    });
  }

  function showNext() {
    const next = slides[at + 1];
    byId("slide-reveal").hidden = revealed || !next;
    const title = next && titleOf(next).cloneNode(true);
    if (title) page.all("button, a, [id]", title).forEach((part) => part.removeAttribute("id"));
    byId("slide-coming").className = next ? `stage-${stageOf(next)}` : "";
    byId("slide-coming").replaceChildren(
      ...(!next ? [page.word("end of slides")] : revealed && title ? title.childNodes : []),
    );
  }

  function show() {
    const slide = slides[at];
    byId("slide").replaceChildren(copyOf(slide));
    byId("slide").scrollTop = 0;
    const chapter = slide.closest(".chapter");
    byId("slide-chapter").textContent = chapter && chapter !== slide ? titleOf(chapter).lastChild.textContent.trim() : "";
    const [place, count] = [page.number(at + 1), page.number(slides.length)];
    byId("slide-place").textContent = page.word("slide of", { place, count });
    const progress = byId("slide-progress");
    progress.setAttribute("aria-valuenow", at + 1);
    progress.setAttribute("aria-valuemax", slides.length);
    progress.firstElementChild.style.width = `${((at + 1) / slides.length) * 100}%`;
    byId("slide-back").disabled = at === 0 && !revealed;
    byId("slide-on").disabled = at === slides.length - 1;
    notesOf(slide);
    showNext();
  }

  function go(place, uncovered = false) {
    at = Math.max(0, Math.min(slides.length - 1, place));
    revealed = uncovered && at < slides.length - 1;
    show();
    page.address(`present-${at + 1}`);
  }
  // A press reveals what comes next, another one goes there; back takes back what was pressed last.
  function on() {
    if (at === slides.length - 1) return;
    if (revealed) return go(at + 1);
    revealed = true;
    byId("slide-back").disabled = false;
    showNext();
  }
  function back() {
    if (!revealed) return at && go(at - 1, true);
    revealed = false;
    byId("slide-back").disabled = at === 0;
    return showNext();
  }

  function setNotes(open) {
    byId("slide-notes").hidden = !open;
    byId("slide-note").setAttribute("aria-pressed", String(open));
  }

  const others = () => [...document.body.children].filter((element) => element !== presenter);
  page.present = (number) => {
    if (!slides.length) return;
    const begins = !page.presenting;
    page.presenting = true;
    presenter.hidden = false;
    document.body.classList.add("presenting");
    others().forEach((element) => {
      element.inert = true;
    });
    // Granted to a click; whoever comes by an address has the whole window.
    if (begins && navigator.userActivation?.isActive) presenter.requestFullscreen?.().catch(() => {});
    go(number - 1);
    byId("slide-on").focus({ preventScroll: true });
  };
  page.leavePresenter = (address = slides[at].id) => {
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
    slides[at].dispatchEvent(new Event("reached", { bubbles: true }));
    slides[at].scrollIntoView();
    byId("present").focus({ preventScroll: true });
  };

  // The step that is being read, or the first one.
  function current() {
    const seen = slides.findIndex((slide) => slide.getBoundingClientRect().bottom > innerHeight / 3);
    return byId("walkthrough").hidden || seen < 0 ? 1 : seen + 1;
  }
  byId("present").addEventListener("click", () => {
    const number = current();
    history.pushState({ view: document.body.dataset.view }, "", `#present-${number}`);
    page.present(number);
  });
  byId("slide-reveal").addEventListener("click", on);
  byId("slide-on").addEventListener("click", on);
  byId("slide-back").addEventListener("click", back);
  byId("slide-leave").addEventListener("click", () => page.leavePresenter());
  byId("slide-note").addEventListener("click", () => setNotes(byId("slide-notes").hidden));
  byId("slide").addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    if (link) page.leavePresenter(null); // and the link leads where it leads
  });
  page.on(document, "fullscreenchange", () => {
    if (inFullscreen && !document.fullscreenElement) page.leavePresenter();
    inFullscreen = document.fullscreenElement === presenter;
  });

  const keys = {
    ArrowRight: on, PageDown: on, " ": on, Enter: on,
    ArrowLeft: back, PageUp: back, Backspace: back,
    Home: () => go(0), End: () => go(slides.length - 1),
    n: () => setNotes(byId("slide-notes").hidden), Escape: () => page.leavePresenter(),
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

  // On a narrow screen back and next stand within reach of the thumb.
  function read(by) {
    const top = slides.findIndex((slide) => slide.getBoundingClientRect().top > 160);
    const now = (top < 0 ? slides.length : top) - 1;
    const next = slides[Math.max(0, Math.min(slides.length - 1, now + by))];
    if (next) location.hash = next.id;
  }
  byId("thumb-back").addEventListener("click", () => read(-1));
  byId("thumb-on").addEventListener("click", () => read(1));
});
