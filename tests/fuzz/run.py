"""Fuzz every target for a while: ``python -m tests.fuzz.run --minutes 30`` (or ``make fuzz MINUTES=30``).

What the targets learn is kept in ``.fuzz/`` for the next time.  An input that fails is
kept there, too, and named at the end: copy it into ``corpus/found/TARGET`` once it is
mended, and the tests replay it for ever.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path
from typing import Final

TARGETS: Final = {"reader": 200_000, "tables": 128, "command": 128}
"""Each target with the longest input that makes sense for it (bytes)."""
CORPUS: Final = Path(__file__).parent / "corpus"
KEPT: Final = Path(".fuzz")


def fuzz(target: str, seconds: int) -> bool:
    """Fuzz one target; whether it stood."""
    learnt, failed = KEPT / target, KEPT / "failed"
    for folder in (learnt, failed):
        folder.mkdir(parents=True, exist_ok=True)
    seeds = [CORPUS / "runs"] if target == "reader" else []
    seeds += [folder for folder in [CORPUS / "found" / target] if folder.is_dir()]
    options = [
        f"-max_total_time={seconds}",
        f"-max_len={TARGETS[target]}",
        f"-artifact_prefix={failed / target}-",
        "-len_control=0",
        "-timeout=60",
        "-rss_limit_mb=2048",
        "-print_final_stats=1",
    ]
    command = [sys.executable, "-m", f"tests.fuzz.targets.{target}", learnt, *seeds, *options]
    print(f"{target}: {seconds} s", flush=True)
    with (KEPT / f"{target}.log").open("w") as log:
        done = subprocess.run(list(map(str, command)), stdout=log, stderr=subprocess.STDOUT, check=False)
    said = (KEPT / f"{target}.log").read_text(errors="replace").splitlines()
    print("\n".join(f"  {line}" for line in said if line.startswith(("stat::number_of_executed", "SUMMARY"))))
    return done.returncode == 0


def main() -> int:
    """Fuzz all targets, one after the other; exit status 1 where one failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=30, help="for all targets together")
    seconds = max(1, round(parser.parse_args().minutes * 60 / len(TARGETS)))
    fallen = [target for target in TARGETS if not fuzz(target, seconds)]
    for target in fallen:
        inputs = ", ".join(str(path) for path in (KEPT / "failed").glob(f"{target}-*"))
        print(f"{target} failed: {KEPT / target}.log says how; the input is {inputs or 'not kept'}.")
    return 1 if fallen else 0


if __name__ == "__main__":
    sys.exit(main())
