"""What a process has used, where `/proc` says so."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Usage:
    """Processor seconds so far, and the most memory held at a time, in MB. None: unknown."""

    cpu_s: float | None = None
    rss_mb: float | None = None


def usage_of(pid: int | None) -> Usage:
    if pid is None:
        return Usage()
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
        status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return Usage()
    return Usage(cpu_s=_cpu_seconds(stat), rss_mb=_most_memory(status))


def since(before: Usage, now: Usage) -> Usage:
    """What was used meanwhile; the memory is the most that was ever held."""
    if before.cpu_s is None or now.cpu_s is None:
        return now
    return Usage(cpu_s=round(now.cpu_s - before.cpu_s, 2), rss_mb=now.rss_mb)


def _cpu_seconds(stat: str) -> float:
    """In user mode and in the kernel: fields 14 and 15, counted after the name in brackets."""
    fields = stat.rpartition(")")[2].split()
    ticks = int(fields[11]) + int(fields[12])
    return round(ticks / os.sysconf("SC_CLK_TCK"), 2)


def _most_memory(status: str) -> float | None:
    for line in status.splitlines():
        if line.startswith("VmHWM:"):
            return round(int(line.split()[1]) / 1024, 1)
    return None
