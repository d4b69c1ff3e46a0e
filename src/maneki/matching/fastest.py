"""How blocks of bitmaps are asked: with numpy, or compiled if `maneki[turbo]` is installed."""

from __future__ import annotations

from functools import cache

import structlog

from maneki.matching.block import Fit, fitting

log = structlog.get_logger(__name__)


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
        log.warning("matching.not_compiled", reason=f"{type(exc).__name__}: {exc}"[:300])
        return fitting
    log.info("matching.compiled")
    return turbo.fitting
