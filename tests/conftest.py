"""What every test may use, and what none may leave behind."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import hypothesis
import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

# deadline=None: the time that an example takes says more about the machine than about the code
hypothesis.settings.register_profile("here", deadline=None)
hypothesis.settings.register_profile("ci", deadline=None, derandomize=True)
hypothesis.settings.load_profile("ci" if os.environ.get("CI") else "here")

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
CHROMIUM_OPTIONS = (
    "--no-sandbox",  # CI runs as root, where the sandbox refuses to start
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture(autouse=True)
def _no_recorder_left_running() -> Iterator[None]:
    """Fail a test after which somebody still records, or in which the recorder failed."""
    yield
    context = sys.modules.get("fittrace.trace.context")
    if context is not None and context.current_lane() is not None:
        context.lane_variable.set(None)
        pytest.fail("the test left a recorder running")
    telling = sys.modules.get("fittrace.trace.telling")
    if telling is not None and telling.made:
        error = telling.made.pop()
        telling.made.clear()
        pytest.fail(f"the recorder made a mistake: {error!r}")


@pytest.fixture(scope="session")
def repository() -> Path:
    """The checkout's top folder."""
    return Path(__file__).parents[1]


@pytest.fixture(scope="session")
def chromium() -> Path:
    """A Chromium that starts; tests that need one are skipped where there is none."""
    for name in (os.environ.get("FITTRACE_CHROMIUM"), *CHROMIUM_NAMES):
        path = shutil.which(name) if name else None
        # Ubuntu's chromium-browser can be a script that only asks for a snap
        if path and subprocess.run([path, "--version"], capture_output=True, check=False).returncode == 0:
            return Path(path)
    pytest.skip(f"no Chromium on this machine (looked for {', '.join(CHROMIUM_NAMES)})")


@pytest.fixture(scope="module")
def browser(chromium: Path) -> Iterator[Browser]:
    """A headless Chromium under Playwright; no longer than a module, for its event loop runs as long."""
    playwright = pytest.importorskip("playwright.sync_api", reason="the package playwright is not installed")
    with contextlib.ExitStack() as stack:
        try:
            driver = stack.enter_context(playwright.sync_playwright())
        except Exception as error:  # what it raises depends on what its bundled Node.js lacks here
            pytest.skip(f"Playwright's driver does not start (on Debian it needs libatomic1): {error}")
        started = driver.chromium.launch(executable_path=chromium, args=list(CHROMIUM_OPTIONS))
        yield started
        started.close()


@pytest.fixture(scope="module")
def quiet_tab(browser: Browser) -> Callable[..., AbstractContextManager[Page]]:
    """Opens a file in a tab: ``with quiet_tab(file, "#graph") as tab``.

    What the page says to the console, and asks of the network, fails the test.
    """

    @contextlib.contextmanager
    def opened(file: Path, address: str = "", **options: Any) -> Iterator[Page]:
        tab = browser.new_page(**{"viewport": {"width": 1440, "height": 900}} | options)
        complaints: list[str] = []
        tab.on("console", lambda message: complaints.append(f"console {message.type}: {message.text}"))
        tab.on("pageerror", lambda error: complaints.append(f"error: {error}"))
        tab.on(
            "request",
            lambda asked: None if asked.url.startswith("file:") else complaints.append(f"asked {asked.url}"),
        )
        tab.goto(file.as_uri() + address)
        yield tab
        tab.close()
        assert complaints == []

    return opened
