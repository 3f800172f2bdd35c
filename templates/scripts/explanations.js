// The explanations: those of the walkthrough's steps stand in the page, those of other calls packed.
page.part(() => {
  const { explanations } = page.data;
  const here = page.data;
  let texts = Array.isArray(explanations) ? explanations : null; // those of another language came unpacked
  const waiting = [];

  function said(item) {
    const text = texts[item.dataset.x];
    if (text === undefined) return page.make("p", { class: "quiet" }, page.word("cannot unpack explanation"));
    const made = document.createElement("template");
    made.innerHTML = text;
    return made.content;
  }
  function begin(found) {
    texts = found;
    if (page.data === here) waiting.forEach(([item, use]) => use(said(item)));
  }

  // Hands the explanation of a line of the outline to `use`: now, or once they are unpacked.
  page.explain = (item, use) => {
    const template = page.byId(`x${item.dataset.x}`);
    if (template) use(template.content.cloneNode(true));
    else if (texts) use(said(item));
    else waiting.push([item, use]);
  };
  if (!texts && page.canUnpack) page.unpacked(explanations).then(begin);
  else texts ??= [];
});
