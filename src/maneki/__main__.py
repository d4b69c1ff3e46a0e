"""`python -m maneki` and the `maneki` command."""

from __future__ import annotations

from maneki.cli.app import main

if __name__ == "__main__":
    main()
