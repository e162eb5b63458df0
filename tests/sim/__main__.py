"""Tell one story or run one simulation again.

python -m tests.sim SEED                 one simulation, and what is wrong with it
python -m tests.sim FIRST LAST           many, with how many a minute
python -m tests.sim --cuts SEED          one story cut in all ways
python -m tests.sim --digest FIRST LAST  a hash of what these stories leave
"""

import sys
import time

from tests.sim.simulate import simulated
from tests.sim.test_cuts import differences, digest
from tundish.kernel import warm_up


def main(words: list[str]) -> int:
    numbers = [int(word) for word in words if not word.startswith("-")]
    if not numbers:
        sys.stdout.write(str(__doc__))
        return 2
    warm_up()
    if "--digest" in words:
        sys.stdout.write(digest(*numbers) + "\n")
        return 0
    if "--cuts" in words:
        found = [what for seed in range(numbers[0], numbers[-1] + 1) for what in differences(seed)]
    else:
        began = time.perf_counter()
        seeds = range(numbers[0], numbers[-1] + 1)
        found = [f"seed {seed}: {what}" for seed in seeds for what in simulated(seed).problems]
        sys.stdout.write(f"{60 * len(seeds) / (time.perf_counter() - began):,.0f} seeds a minute\n")
    sys.stdout.write(("\n".join(found) or "nothing wrong") + "\n")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
