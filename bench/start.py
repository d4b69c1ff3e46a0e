"""A start of the service in a fresh process: how long, and how much memory.

`measure` starts one: an interpreter that imports the program, opens the store, checks the schema
and that it can be written, builds the whole service and loads the filters, as `maneki run` does up
to the moment when it would log in. It says on standard output how long that took.
"""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
from bench.figures import figure, middle, rounded
from pydantic import SecretStr
from structlog.testing import capture_logs

from maneki.clock import SystemClock
from maneki.run.database import open_store
from maneki.run.loading import loading
from maneki.run.rest import rest_client
from maneki.run.service import Service
from maneki.settings import Settings

LONGEST_START_S = 300.0
_ROOT = Path(__file__).resolve().parents[1]
_STATUS = Path("/proc/self/status")
_SCRIPT = """
import time
began = time.perf_counter()
from maneki.run.loading import loading
with loading():
    from bench.start import say
say(began)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """Seconds of imports and, after them, until ready, of which the processor worked `ready_cpu_s`.

    Memory is in MB, None where the system does not tell: `peak_mb` is the most that was resident at
    any time, `resident_mb` what is when ready.
    """

    import_s: float
    ready_s: float
    ready_cpu_s: float
    filters: int
    resident_mb: float | None
    peak_mb: float | None


async def measure(url: str) -> Start:
    """Start the service once, on this database."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", _SCRIPT, url, stdout=asyncio.subprocess.PIPE, cwd=_ROOT
    )
    try:
        async with asyncio.timeout(LONGEST_START_S):
            said, _ = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode != 0:
        raise RuntimeError("the service did not start; it said why on standard error")
    return Start(**orjson.loads(said))


def say(began: float) -> None:
    """In the new process, with the imports done: start, and say how it went."""
    imported, cpu_began = time.perf_counter(), time.process_time()
    ready_at, cpu_at, filters = asyncio.run(_started(sys.argv[1]))
    start = Start(
        import_s=imported - began,
        ready_s=ready_at - imported,
        ready_cpu_s=cpu_at - cpu_began,
        filters=filters,
        resident_mb=_memory_mb("VmRSS"),
        peak_mb=_memory_mb("VmHWM"),
    )
    sys.stdout.write(orjson.dumps(start).decode())


async def _started(url: str) -> tuple[float, float, int]:
    """When the service was ready by both clocks, and how many filters it says it has loaded."""
    clock = SystemClock()
    settings = Settings.model_construct(database_url=url, discord_bot_token=SecretStr("of nobody"))
    async with open_store(settings, clock) as store, rest_client(settings, clock) as rest:
        with capture_logs() as said:
            with loading():
                service = Service(settings, store, clock, rest)
            try:
                await service.prepare()
                return time.perf_counter(), time.process_time(), int(said[-1]["filters"])
            finally:
                await service.close()


def _memory_mb(name: str) -> float | None:
    """Of this process. Not by `getrusage`, whose peak is that of whoever started it as well."""
    if not _STATUS.exists():
        return None
    for line in _STATUS.read_text().splitlines():
        if line.startswith(f"{name}:"):
            return int(line.split()[1]) / 1024
    return None


def reported(runs: Sequence[Start]) -> dict[str, Any]:
    """The runs as figures."""
    return {
        "filters": runs[-1].filters,
        "import_s": middle(run.import_s for run in runs),
        "ready_s": figure(run.ready_s for run in runs),
        "ready_cpu_s": middle(run.ready_cpu_s for run in runs),
        "resident_mb": _largest(run.resident_mb for run in runs),
        "peak_mb": _largest(run.peak_mb for run in runs),
    }


def _largest(sizes: Iterable[float | None]) -> float | None:
    known = [size for size in sizes if size is not None]
    return rounded(max(known)) if known else None
