// The steps of the walkthrough, and the source of a call: in its step and in the panel.
page.part(() => {
  const { byId, outline, make } = page;
  const { functions, uses, lines, texts } = page.data.sources;
  const SHORT = 26; // lines of a function that is shown at once

  const steps = page.all(".step");
  const byLine = new Map(steps.map((step) => [step.dataset.line, step]));

  // The text with a span around each run of characters of a class, as in "k3_1f7".
  function coloured(text, classes) {
    const parts = [];
    let at = 0;
    for (const [, letter, length] of classes.matchAll(/([a-z_])(\d+)/g)) {
      const part = text.slice(at, at + Number(length));
      parts.push(letter === "_" ? part : make("span", { class: letter }, part));
      at += Number(length);
    }
    return parts;
  }

  // The texts are packed; unpacked once, when the first of them is looked at.
  let unpacking = null;

  // The text behind a call with what is known of it; nothing where it cannot be unpacked.
  page.sourceText = async (use) => {
    if (!page.canUnpack) return null;
    const [place, ...running] = uses[use];
    const [symbol, file, first, , isWhole] = functions[place];
    unpacking ??= page.unpacked(texts);
    const [text, classes] = (await unpacking)[place];
    return { symbol, file, first, isWhole, running, text: text.trimEnd(), classes };
  };

  async function drawn(use) {
    const source = await page.sourceText(use);
    if (!source) return [make("p", { class: "quiet" }, page.word("cannot unpack"))];
    const { first, isWhole, running, text, classes } = source;
    const count = text.split("\n").length;
    const code = make("code", {}, ...coloured(text, classes));
    code.prepend(...running.map((line) => {
      const strip = make("i", { "aria-hidden": "true" });
      strip.style.setProperty("--line", line - 1);
      return strip;
    }));
    const numbers = Array.from({ length: count }, (_, number) => first + number).join("\n");
    const notes = [];
    if (running.length) {
      const listed = running.map((line) => first + line - 1).join(", ");
      notes.push(page.word("lines that ran", { lines: listed }));
    }
    if (!isWhole) notes.push(page.word("source cut"));
    return [
      make("div", { class: "listing", tabindex: "0", role: "group", "aria-label": page.word("source") },
        make("pre", { class: "numbers", "aria-hidden": "true" }, numbers), make("pre", {}, code)),
      ...notes.map((note) => make("p", { class: "quiet" }, note)),
    ];
  }

  // A function that can be unfolded; drawn when it is.
  function sourceOf(item, { open }) {
    const number = outline.number(item);
    const use = lines[number - 1];
    if (use === undefined || use < 0) return [];
    const [symbol, file, first, length] = functions[uses[use][0]];
    const isShort = length <= SHORT;
    const where = make("span", { class: "where" }, page.word("source in", { file, line: first }));
    const details = make("details", { class: "source", "data-use": use },
      make("summary", {}, make("code", {}, symbol), " ", where));
    if (item.dataset.symbol !== symbol) {
      details.append(make("p", { class: "quiet" }, page.word("loop in", { loop: item.dataset.symbol, symbol })));
    } else if (!symbol.startsWith("user.") && !/\._[A-Z]/.test(symbol)) {
      details.append(make("p", { class: "quiet" }, page.word("stands for", { symbol })));
    }
    details.open = open && isShort;
    return [details];
  }

  page.drawSource = async (details) => {
    details.dataset.drawn = "";
    details.append(...await drawn(Number(details.dataset.use)));
  };

  function fill(step) {
    const item = outline.item(step.dataset.line);
    const said = byId(`x${item.dataset.x}`).content.cloneNode(true);
    page.all(".raw", said).forEach((raw) => raw.remove()); // the panel has it
    step.querySelector(".said").replaceChildren(said);
    const crumbs = [];
    for (let up = outline.parentItem(item); up; up = outline.parentItem(up)) {
      crumbs.unshift(make("a", { href: `#call-${outline.number(up)}` }, outline.title(up)));
    }
    const here = make("a", { href: `#call-${outline.number(item)}` }, outline.title(item));
    const path = [...crumbs, here].flatMap((link, place) => (place ? [" › ", link] : [link]));
    step.querySelector(".crumbs").replaceChildren(...path);
    step.querySelector(".code").replaceChildren(...sourceOf(item, { open: true }));
  }
  steps.forEach(fill);

  const isWide = () => matchMedia("(min-width: 1181px)").matches;
  page.openStep = (step) => {
    step.querySelector("details").open = true;
    if (isWide()) page.select(outline.item(step.dataset.line));
  };
  page.on(document, "reached", (event) => {
    if (event.target.classList?.contains("step")) page.openStep(event.target);
  });
  byId("walkthrough").addEventListener("click", (event) => {
    const step = event.target.closest("summary")?.closest(".step");
    if (!step || event.target.closest("summary").parentElement.classList.contains("source")) return;
    if (step.querySelector("details").open) return; // it is being folded
    page.address(step.id);
    if (isWide()) page.select(outline.item(step.dataset.line));
  });

  page.on(document, "selected", (event) => {
    const item = event.detail;
    const step = byLine.get(String(outline.number(item)));
    const link = step && make("p", {}, make("a", { href: `#${step.id}` },
      page.word("step of walkthrough", { number: step.id.slice("step-".length) })));
    byId("call-source").replaceChildren(...(link ? [link] : []), ...sourceOf(item, { open: false }));
  });
});
// Drawn when it is unfolded, in a copy of a step as well; the event does not bubble, so it is caught on its way down.
document.addEventListener("toggle", ({ target }) => {
  if (target.open && target.matches?.("details.source:not([data-drawn])")) page.drawSource(target);
}, true);
