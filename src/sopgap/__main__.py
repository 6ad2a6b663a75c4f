"""`python -m sopgap` is the command `sopgap`."""

from __future__ import annotations

import sys

from sopgap.cli import main

if __name__ == "__main__":
    sys.exit(main())
