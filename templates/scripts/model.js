// The model: the box and the row of the layer whose call is selected are marked.
page.part(() => {
  const section = page.byId("model");
  if (!section) return;
  page.on(document, "selected", ({ detail: item }) => {
    const name = page.outline.name(item);
    page.all("[data-layer]", section).forEach((part) =>
      part.classList.toggle("chosen", Boolean(name) && part.dataset.layer === name));
  });
});
