"""How blocks of bitmaps are asked: with numpy, or compiled if `maneki[turbo]` is installed."""

from __future__ import annotations

import warnings
from functools import cache

from maneki.matching.block import Fit, fitting


def plainly() -> Fit:
    """With numpy."""
    return fitting


@cache
def fastest() -> Fit:
    """Compiled, if that can be done here. The first time that takes some seconds."""
    try:
        from maneki.matching import turbo  # noqa: PLC0415  (it is an extra, and slow to import)
    except ModuleNotFoundError:
        return fitting
    except Exception as exc:  # noqa: BLE001  (numba has many, and none of them stops an alert)
        # Not in the log: `maneki match` has none, and writes what it finds to where it would go.
        what = f"numba does not work here, so filters are matched without it: {exc!r}"
        warnings.warn(what, RuntimeWarning, stacklevel=2)
        return fitting
    return turbo.fitting
