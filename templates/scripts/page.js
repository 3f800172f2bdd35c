"use strict";
// What all parts of the page share.  A part is a function that is run when the page's body is
// there, and once more when the body is another (after a switch of language).
const page = {
  parts: [],
  part(begin) {
    page.parts.push(begin);
  },
  begin() {
    page.listening.forEach(([target, kind, listener]) => target.removeEventListener(kind, listener));
    page.listening = [];
    page.data = JSON.parse(page.byId("page-data").textContent);
    page.parts.forEach((begin) => begin());
  },
  // For what outlives the body: the document, the window.
  listening: [],
  on(target, kind, listener) {
    target.addEventListener(kind, listener);
    page.listening.push([target, kind, listener]);
  },
  byId: (id) => document.getElementById(id),
  all: (selector, within = document) => [...within.querySelectorAll(selector)],
  // An element with attributes and children; texts are texts, whatever is in them.
  make(name, attributes = {}, ...children) {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    element.append(...children);
    return element;
  },
  draw(name, attributes = {}, ...children) {
    const element = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    element.append(...children);
    return element;
  },
  // Words that a script needs stand in the page, so that they are in its language.
  word(name, values = {}) {
    const text = page.data.words[name] ?? name;
    return text.replace(/\{(\w+)\}/g, (whole, key) => values[key] ?? whole);
  },
  // What the page's address names, whatever was typed.
  named() {
    const text = location.hash.slice(1);
    try {
      return decodeURIComponent(text);
    } catch {
      return text; // a % that stands for itself
    }
  },
  // What stands packed in the page: JSON, in gzip, in base64.
  canUnpack: typeof DecompressionStream !== "undefined",
  async unpacked(text) {
    const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    return JSON.parse(await new Response(stream).text());
  },
  number: (value) => Number(value).toLocaleString(document.documentElement.lang),
};
