"""Warm: compiles every kernel of engine and nodes: `python -m engine.processes.warm`. Workers find them compiled then.

NUMBA_CACHE_DIR says where they are kept. Once a version and a kind of processor; it takes about a minute.
"""

from tundish.catalogue import Catalogue, load
from tundish.fields import load_compilers
from tundish.kernel import warm_up


def warm() -> Catalogue:
    """Bring in all that declares kernels, then compile them; the kinds of nodes."""
    catalogue = load()
    load_compilers()
    warm_up()
    return catalogue


if __name__ == "__main__":
    warm()
