"""Opening a page in a real browser."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from .figure import NotMeasured

__all__ = ["opened"]

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PATIENCE = 60_000
"""Milliseconds until it is given up."""

_CLICKS = """
(() => {
  const titled = () => document.getElementById("call-title")?.textContent;
  const timer = setInterval(() => {
    const line = document.querySelector("#tree [role=treeitem] .label");
    const before = titled();
    line?.click();
    if (line && titled() && titled() !== before) {
      clearInterval(timer);
      window.interactiveAfter = performance.now();
    }
  }, 5);
})();
"""
"""Clicks on the outline's first line until its panel changes, and notes the milliseconds until then."""


def opened(page: Path, rounds: int) -> list[float]:
    """Milliseconds from opening the page to a click that shows a call, one a round, after one to warm up.

    Raises:
        NotMeasured: there is no browser, or no driver of it.
    """
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        raise NotMeasured("the package playwright is not here") from None
    names = (os.environ.get("FITTRACE_CHROMIUM"), *NAMES)
    path = next((found for name in names if name and (found := shutil.which(name))), None)
    if path is None:
        raise NotMeasured("a Chromium is not here")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        taken = []
        for _ in range(rounds + 1):
            tab = browser.new_page(viewport={"width": 1440, "height": 900})
            tab.add_init_script(_CLICKS)
            tab.goto(page.as_uri())
            tab.wait_for_function("window.interactiveAfter > 0", timeout=PATIENCE)
            taken.append(tab.evaluate("window.interactiveAfter"))
            tab.close()
        browser.close()
    return [float(milliseconds) for milliseconds in taken[1:]]
