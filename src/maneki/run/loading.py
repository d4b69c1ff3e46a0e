"""While the program loads there is no garbage to look for."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def loading() -> Iterator[None]:
    """What is made meanwhile stays for good: no garbage is looked for among it, now or later.

    To look for it again and again took about a tenth of the time until the service was ready.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        gc.freeze()
