"""The other end of `peer.Peer`: rounds of work done on demand, in the environment of another library.

Run by that environment's Python, so nothing of fittrace and no package is imported here.
Each line on stdin asks for a round, ``{"work": "epoch", "amount": 60000}``, and each line
on stdout answers one, ``{"seconds": 2.5}`` or ``{"failed": "why"}``.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable

__all__ = ["serve"]

Work = Callable[[], object]


def serve(version: str, prepare: dict[str, Callable[[int], Work]]) -> None:
    """Answer until stdin ends.

    Args:
        version: of the library, told before the first round.
        prepare: for each work what makes it ready (model, data) for an amount; the outcome
            is kept, and calling it is the round.
    """
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # what the library prints is no answer
    print(json.dumps({"version": version}), file=answers, flush=True)
    ready: dict[tuple[str, int], Work] = {}
    for line in sys.stdin:
        asked = json.loads(line)
        try:
            name, amount = asked["work"], asked["amount"]
            if (name, amount) not in ready:
                ready[name, amount] = prepare[name](amount)
            begin = time.perf_counter()
            ready[name, amount]()
            answer: dict[str, object] = {"seconds": time.perf_counter() - begin}
        except Exception as error:  # told in the table; the other works may still be done
            answer = {"failed": f"{type(error).__name__}: {error}"}
        print(json.dumps(answer), file=answers, flush=True)
