// The loop map: it says where the reader is, and stays in sight as a bar.
page.part(() => {
  const { byId, all } = page;
  const bar = byId("bar");
  if (!bar) return;
  const { keys, lines, chapters } = page.data.map;

  const follow = () => all(".map").forEach((map) => {
    const here = map.querySelector(".here");
    if (!here || map.hidden) return;
    // A loop is long: its count says where it is.
    const at = (here.querySelector(".count") ?? here).getBoundingClientRect();
    map.scrollLeft += at.left + at.width / 2 - map.getBoundingClientRect().left - map.clientWidth / 2;
  });
  function mark(letter) {
    const key = keys[letter?.charCodeAt(0) - 97];
    if (!key) return;
    all(".map [data-key]").forEach((place) => {
      const here = place.dataset.key === key;
      place.classList.toggle("here", here);
      if (here) place.setAttribute("aria-current", "location");
      else place.removeAttribute("aria-current");
    });
    follow();
  }
  page.on(document, "selected", ({ detail: item }) => mark(lines[page.outline.number(item) - 1]));

  const read = new IntersectionObserver((entries) => entries.forEach(({ isIntersecting, target }) => {
    if (isIntersecting) mark(chapters[target.id]);
  }), { rootMargin: "-80px 0px -70% 0px" });
  all(".chapter").forEach((chapter) => read.observe(chapter));

  new IntersectionObserver((seen) => {
    const { isIntersecting } = seen.at(-1); // a busy browser tells of several turns at once, the oldest first
    bar.hidden = isIntersecting;
    document.body.classList.toggle("barred", !isIntersecting);
    follow();
  }, { rootMargin: "-56px 0px 0px 0px" }).observe(document.querySelector(".top .map"));
});
