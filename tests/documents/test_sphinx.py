"""The Sphinx directive, in documents that Sphinx really builds; and this project's own documents."""

import re
import subprocess
import sys

import pytest

import fittrace

pytest.importorskip("sphinx", reason="the package sphinx is not installed")

CONF = 'extensions = ["fittrace.sphinx", "myst_parser"]\nfittrace_check = {check}\n'


def built(folder, text, *, check=False, name="index.md"):
    (folder / "conf.py").write_text(CONF.format(check=check))
    (folder / name).write_text(text)
    command = [
        sys.executable,
        "-m",
        "sphinx",
        "-q",
        "-b",
        "text",
        "-d",
        folder / "trees",
        folder,
        folder / "out",
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done, (folder / "out" / "index.txt").read_text()


@pytest.fixture
def place(folder, tmp_path):
    (tmp_path / "one.py").write_bytes((folder / "one.py").read_bytes())
    return tmp_path


@pytest.mark.slow
def test_a_block_without_content_is_drawn_while_building(place):
    done, text = built(
        place, "# T\n\n```{fittrace} one.py\n:query: step[1]\n:depth: 1\n:caption: A step\n```\n"
    )
    assert done.stderr == ""
    assert "A step" in text
    assert "step 1" in text


@pytest.mark.slow
def test_in_restructuredtext_it_is_the_same_directive(place):
    done, text = built(place, "T\n=\n\n.. fittrace:: one.py\n\n   as written\n", name="index.rst")
    assert (done.stderr, "as written" in text) == ("", True)


@pytest.mark.slow
def test_an_order_that_has_drifted_is_a_warning(place):
    done, text = built(
        place, "# T\n\n```{fittrace} one.py\n:query: step[1]\n:depth: 1\n\nold\n```\n", check=True
    )
    assert "index.md:3: WARNING: the order of calls in one.py has drifted" in done.stderr
    assert "step 1" in text


@pytest.mark.slow
def test_a_program_that_is_not_there_is_a_warning_and_no_crash(place):
    done, _ = built(place, "# T\n\n```{fittrace} gone.py\n```\n")
    assert "WARNING" in done.stderr
    assert "there is no program gone.py" in done.stderr


@pytest.mark.slow
def test_the_project_s_own_documents_build_without_a_warning(repository, tmp_path):
    command = [
        sys.executable,
        "-m",
        "sphinx",
        "-q",
        "-W",
        "--keep-going",
        "-b",
        "html",
        "-d",
        tmp_path / "trees",
    ]
    done = subprocess.run(
        [*command, repository / "docs", tmp_path / "html"], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    api = (tmp_path / "html" / "api.html").read_text()
    names = set(fittrace.__all__) - {"__version__"}
    told = re.findall(r'id="(?:module-)?fittrace\.(?:\w+\.)*(\w+)"', api)
    assert names - set(told) == set()
