"""Files that are fetched once and kept."""

from __future__ import annotations

import hashlib
import os
import tempfile
import urllib.error
import urllib.request
from pathlib import Path
from typing import Final

from fittrace.keras.utils.io_utils import print_msg

from ..generic_utils import Progbar

_BLOCK: Final = 1 << 16


def get_file(
    fname: str,
    origin: str,
    file_hash: str | None = None,
    cache_subdir: str = "datasets",
    cache_dir: str | os.PathLike[str] | None = None,
) -> str:
    """The path of a file from the web, fetched if it is not there or not what it should be.

    Args:
        fname: name in the cache, or an absolute path.
        origin: where it comes from, an https address.
        file_hash: SHA-256 of its content, as hexadecimal digits; None skips the check.
        cache_subdir: folder inside `cache_dir`.
        cache_dir: by default the environment's ``KERAS_HOME``, else ``~/.keras``.

    Raises:
        OSError: if it cannot be fetched or stored; nothing is left behind then.
        ValueError: if what came is not the file that `file_hash` stands for.
    """
    home = Path(cache_dir or os.environ.get("KERAS_HOME") or Path.home() / ".keras").expanduser()
    path = home / cache_subdir / fname
    if path.is_file() and (file_hash is None or sha256(path) == file_hash.lower()):
        return str(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    print_msg(f"Downloading data from {origin}")
    handle, partial = tempfile.mkstemp(dir=path.parent, prefix=path.name, suffix=".part")
    os.close(handle)
    try:
        _fetch(origin, Path(partial))
        if file_hash is not None and (found := sha256(Path(partial))) != file_hash.lower():
            raise ValueError(
                f"What came from {origin} has the SHA-256 {found}, but {file_hash} was expected; it was "
                "thrown away. Try again, or check the network in between."
            )
        os.replace(partial, path)
    finally:
        Path(partial).unlink(missing_ok=True)
    return str(path)


def sha256(path: Path) -> str:
    """The SHA-256 of a file, as hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _fetch(origin: str, path: Path) -> None:
    """Write what `origin` gives into `path`; every failure is an OSError."""
    with urllib.request.urlopen(origin, timeout=30) as answer, path.open("wb") as file:
        length = answer.headers.get("Content-Length")
        bar = Progbar(int(length) if length else None, unit_name="byte")
        received = 0
        while block := answer.read(_BLOCK):
            file.write(block)
            received += len(block)
            bar.update(received)
    if length and received != int(length):
        raise urllib.error.ContentTooShortError(
            f"{received} of {length} bytes came", (str(path), answer.headers)
        )
