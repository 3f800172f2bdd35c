"""Equal sources give an equal wheel, wherever, whenever and by whomever it is built."""

import hashlib
import os
import shutil
import subprocess
import sys

import pytest

pytestmark = [pytest.mark.packaging, pytest.mark.slow]

NOT_COPIED = shutil.ignore_patterns(
    ".venv*", ".git", "__pycache__", ".*_cache", ".fuzz", ".hypothesis", "dist", "tests", "docs"
)


def build(repository, folder, *, modified, umask):
    """The digest of the wheel built from a copy of the sources with those times and permissions."""
    shutil.copytree(repository, folder / "sources", ignore=NOT_COPIED)
    for path in (folder / "sources").rglob("*"):
        os.utime(path, (modified, modified))
        if path.is_file():
            path.chmod(path.stat().st_mode & ~umask)
    command = [
        sys.executable,
        "-m",
        "build",
        "--wheel",
        "--no-isolation",
        "--outdir",
        folder / "dist",
        folder / "sources",
    ]
    environment = os.environ | {"SOURCE_DATE_EPOCH": "1700000000"}
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment, umask=umask)
    assert done.returncode == 0, done.stdout + done.stderr
    (wheel,) = (folder / "dist").glob("*.whl")
    return wheel.name, hashlib.sha256(wheel.read_bytes()).hexdigest()


def test_two_builds_give_the_same_bytes(repository, tmp_path):
    first, second = tmp_path / "here", tmp_path / "a folder elsewhere"
    first.mkdir()
    second.mkdir()
    built = build(repository, first, modified=1_600_000_000, umask=0o022)
    assert build(repository, second, modified=1_750_000_000, umask=0o077) == built
