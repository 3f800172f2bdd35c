"""The page of promises names tests that exist."""

import re

import pytest


def named(repository):
    """Each test, or file of tests, that the page names; a name without its file is of the file before it."""
    page = (repository / "docs" / "what-it-promises.md").read_text()
    found, file = [], ""
    for name in re.findall(r"`((?:tests/[\w/]+\.py)?(?:::\w+)?)`", page):
        if not name:
            continue
        path, _, test = name.partition("::")
        file = path or file
        found.append((file, test))
    return found


def test_every_test_that_is_named_exists(repository):
    names = named(repository)
    assert len(names) > 60
    for file, test in names:
        path = repository / file
        assert path.is_file(), f"there is no {file}"
        source = path.read_text()
        if test:
            assert re.search(rf"^(async )?def {test}\(", source, re.MULTILINE), f"there is no {file}::{test}"
        else:
            assert re.search(r"^def test_\w+\(", source, re.MULTILINE), f"there are no tests in {file}"


@pytest.mark.parametrize("folder", ["survival", "fuzz"])
def test_every_file_of_tests_that_keep_promises_is_named(repository, folder):
    files = {file for file, _ in named(repository)}
    for path in (repository / "tests" / folder).glob("test_*.py"):
        assert str(path.relative_to(repository)) in files
