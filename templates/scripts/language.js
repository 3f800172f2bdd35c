// The switch of language: the page's body in another language stands packed in the file.
(() => {
  const root = document.documentElement;
  const opening = root.lang;
  // Everything that is said in a language stands before the first script.
  const said = () => {
    const nodes = [...document.body.childNodes];
    return nodes.slice(0, nodes.findIndex((node) => node.nodeName === "SCRIPT"));
  };
  const bodyOf = (nodes) =>
    nodes.map((node) => node.outerHTML ?? (node.nodeType === Node.TEXT_NODE ? node.textContent : "")).join("");
  const pages = new Map();
  if (document.querySelector("script.other")) {
    const data = JSON.parse(page.byId("page-data").textContent);
    pages.set(opening, { title: document.title, body: bodyOf(said()), data });
  }

  // Data that is the same in both languages is packed for neither.
  const isMapping = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
  function merged(known, different) {
    const data = { ...known };
    for (const [key, value] of Object.entries(different)) {
      data[key] = isMapping(value) && isMapping(known[key]) ? merged(known[key], value) : value;
    }
    return data;
  }

  async function unpacked(language) {
    if (!pages.has(language)) {
      const packed = page.all("script.other").find((other) => other.lang === language).textContent;
      const found = await page.unpacked(packed);
      pages.set(language, { ...found, data: merged(pages.get(opening).data, found.data) });
    }
    return pages.get(language);
  }

  // What the reader sees stays: the address, the view, the place on the page.
  function showIn(language, { title, body, data }) {
    const { view } = document.body.dataset;
    const place = scrollY;
    const made = document.createElement("template");
    made.innerHTML = body;
    said().forEach((node) => node.remove());
    document.body.prepend(made.content);
    page.byId("page-data").textContent = JSON.stringify(data);
    root.lang = language;
    document.title = title;
    delete document.body.dataset.view;
    page.begin();
    page.show?.(view);
    scrollTo(0, place);
    document.querySelector(".language").focus({ preventScroll: true });
  }

  page.part(() => page.all(".language").forEach((button) => {
    button.addEventListener("click", async () => {
      if (!pages.has(button.lang) && !page.canUnpack) {
        button.replaceWith(page.make("span", { class: "quiet", role: "status" }, page.word("cannot switch")));
        return;
      }
      button.disabled = true;
      showIn(button.lang, await unpacked(button.lang));
    });
  }));
})();
