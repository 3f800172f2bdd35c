"""The development lock: every package with its hashes, in pyproject.toml's ranges, from no named host."""

import re
import tomllib

import pytest
from packaging.requirements import Requirement


@pytest.fixture(scope="module")
def lock(repository):
    return (repository / "requirements/dev.lock").read_text()


@pytest.fixture(scope="module")
def locked(lock):
    """Each package's version."""
    return dict(re.findall(r"^([a-z0-9-]+)==([^ ;\\]+)", lock, re.MULTILINE))


def test_every_package_has_hashes(lock, locked):
    packages = re.split(r"^(?=[a-z])", lock, flags=re.MULTILINE)[1:]
    assert len(packages) >= len(locked) > 20
    assert all("--hash=sha256:" in package for package in packages)


def test_no_host_is_named(lock):
    assert not re.search(r"//|index-url|find-links|trusted-host", lock)


def test_the_lock_fits_what_is_asked_for(repository, locked):
    project = tomllib.loads((repository / "pyproject.toml").read_text())["project"]
    extras = project["optional-dependencies"]
    asked = [*project["dependencies"], *extras["examples"], *extras["test"], *extras["dev"]]
    for requirement in map(Requirement, asked):
        if requirement.name != "fittrace":
            version = locked[requirement.name.lower().replace("_", "-")]
            assert requirement.specifier.contains(version), f"{requirement}: make lock"
