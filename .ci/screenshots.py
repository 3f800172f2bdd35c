"""Take the README's picture of a page: .ci/screenshots.py PAGE FOLDER."""

import os
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

WIDTH, HEIGHT = 1440, 900
CHOOSE_FOLDED_STEPS = """() => {
  const line = document.querySelector('#tree li[data-method="step"]:has(> .fold)');
  if (line) location.hash = line.id.replace("line", "call");
}"""


def main(page: Path, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    picture = folder / f"{page.stem}.png"
    with sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path=os.environ["FITTRACE_CHROMIUM"], args=["--no-sandbox", "--disable-gpu"]
        )
        tab = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT}, color_scheme="light")
        tab.goto(page.absolute().as_uri())
        tab.evaluate(CHOOSE_FOLDED_STEPS)
        tab.screenshot(path=picture)
        browser.close()
    print(f"picture    {picture}")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
