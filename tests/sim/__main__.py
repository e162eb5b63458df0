"""Tell one story or run one simulation again.

python -m tests.sim SEED                 one simulation, and what is wrong with it
python -m tests.sim FIRST LAST           many; each that is wrong is told at once
python -m tests.sim --cuts SEED          one story cut in all ways
python -m tests.sim --digest FIRST LAST  a hash of what these stories leave
"""

import logging
import sys
import time

from tests.sim.simulate import simulated
from tests.sim.test_cuts import differences, digest
from tundish.kernel import warm_up

EVERY = 100
"""Seeds between two lines that say how far it is."""


def main(words: list[str]) -> int:
    numbers = [int(word) for word in words if not word.startswith("-")]
    if not numbers:
        sys.stdout.write(str(__doc__))
        return 2
    logging.getLogger("tundish").setLevel(logging.CRITICAL)  # of what goes wrong on purpose
    warm_up()
    if "--digest" in words:
        sys.stdout.write(digest(*numbers) + "\n")
        return 0
    if "--cuts" in words:
        found = [what for seed in range(numbers[0], numbers[-1] + 1) for what in differences(seed)]
    else:
        found = many(range(numbers[0], numbers[-1] + 1))
    sys.stdout.write(("\n".join(found) or "nothing wrong") + "\n")
    return bool(found)


def many(seeds: range) -> list[str]:
    """What is wrong; each at once, and how far it is now and then, to the standard error."""
    found, began = [], time.perf_counter()
    for done, seed in enumerate(seeds, 1):
        wrong = [f"seed {seed}: {what}" for what in simulated(seed).problems]
        found += wrong
        told = [*wrong]
        if done % EVERY == 0 or done == len(seeds):
            rate = 60 * done / (time.perf_counter() - began)
            told.append(f"{done} of {len(seeds)} done, {len(found)} wrong, {rate:,.0f} seeds a minute")
        for line in told:
            print(line, file=sys.stderr, flush=True)  # noqa: T201 - a tool of the command line
    return found


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
