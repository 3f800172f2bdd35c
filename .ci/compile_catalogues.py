"""Compile the message catalogues, and say what is not translated yet."""

from __future__ import annotations

import sys
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po


def main(folder: Path) -> int:
    missing = 0
    for written in sorted(folder.glob("*/LC_MESSAGES/*.po")):
        with written.open("rb") as file:
            catalogue = read_po(file, locale=written.parents[1].name)
        with written.with_suffix(".mo").open("wb") as file:
            write_mo(file, catalogue)
        untranslated = [message.id for message in catalogue if message.id and not message.string]
        untranslated += [
            message.id for message in catalogue if message.pluralizable and not all(message.string)
        ]
        missing += len(untranslated)
        print(f"{written}: {len(catalogue)} messages, {len(untranslated)} not translated")
        for message in untranslated:
            print(f"  {message}")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
