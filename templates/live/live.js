// The live page: one event source, and what each frame changes on the page.
(() => {
  const byId = (id) => document.getElementById(id);
  const said = byId("said");
  const make = (tag, text, name) => Object.assign(document.createElement(tag), { textContent: text, className: name ?? "" });
  const between = byId("between").textContent;

  function loops(counted) {
    byId("loops").replaceChildren(...counted.map(([title, number]) => {
      const loop = make("div", "");
      loop.append(make("dt", title), make("dd", number));
      return loop;
    }));
  }
  function calls(underWay) {
    const items = underWay.map(([label, name, stage, mark]) => {
      const item = make("li", "");
      item.append(make("span", mark, `mark stage-${stage}`), " ", make("span", label, "label"));
      if (name) item.append(" ", make("span", name, "name"));
      return item;
    });
    byId("way").replaceChildren(...(items.length ? items : [make("li", between, "quiet")]));
  }

  const source = new EventSource(location.pathname.replace(/\/?$/, "/events"));
  source.onmessage = ({ data }) => {
    const frame = JSON.parse(data);
    loops(frame.loops);
    calls(frame.calls_under_way);
    byId("calls").textContent = frame.calls;
    byId("seconds").textContent = frame.seconds;
    // made by the server's own template, which escapes every name
    if (frame.plots.trim()) byId("plots").innerHTML = frame.plots;
    document.body.classList.toggle("over", frame.over);
    said.textContent = !frame.over ? said.dataset.running : said.dataset[frame.state === "finished" ? "finished" : "failed"];
    if (frame.over) source.close();
  };
  source.onerror = () => {
    source.close();
    document.body.classList.add("over");
    said.textContent = said.dataset.lost;
  };
})();
