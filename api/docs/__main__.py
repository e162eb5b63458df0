"""`python -m api.docs`: write the generated pages."""

import sys

from api.docs import ROOT, write

for name in write():
    sys.stdout.write(f"{ROOT / name}\n")
