"""How blocks of bitmaps are asked: with numpy, or compiled if `maneki[turbo]` is installed."""

from __future__ import annotations

from functools import cache

from maneki.matching.block import Fit, fitting


def plainly() -> Fit:
    """With numpy."""
    return fitting


@cache
def fastest() -> Fit:
    """Compiled, if that is installed. The first time that takes some seconds."""
    try:
        from maneki.matching import turbo  # noqa: PLC0415  (it is an extra, and slow to import)
    except ModuleNotFoundError:
        return fitting
    return turbo.fitting
