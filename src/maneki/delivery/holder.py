"""Which process this is, so that others can tell whether it is still there.

A number alone does not say: it is used again, and counts within one container only. With it go when
the process began and, made one mark, which start of the machine and which container it runs in.
Where the system does not tell (other than Linux), nobody is ever certainly gone.
"""

from __future__ import annotations

import hashlib
import os
import socket
from dataclasses import dataclass
from pathlib import Path

_PROC = Path("/proc")
_STARTED = 19
"""The place of the start time in /proc/PID/stat, counted behind the name of the program."""
_LONGEST_HOST = 30


@dataclass(frozen=True, slots=True)
class Holder:
    """A process. `started` is in ticks since the machine began; `machine` is "" if unknown."""

    pid: int
    host: str
    started: str
    machine: str

    @classmethod
    def me(cls) -> Holder:
        pid = os.getpid()
        host = socket.gethostname()[:_LONGEST_HOST]
        return cls(pid, host, _started(pid) or "", _machine())

    @classmethod
    def read(cls, text: str) -> Holder | None:
        """The holder that `str` wrote down; None for anything else."""
        process, _, host = text.partition("@")
        match process.split("."):
            case [pid, started, machine] if pid.isdecimal():
                return cls(int(pid), host, started, machine)
            case _:
                return None

    def __str__(self) -> str:
        return f"{self.pid}.{self.started}.{self.machine}@{self.host}"

    def is_certainly_gone(self) -> bool:
        """Whether it ran where we run, and does no more."""
        is_here = bool(self.machine) and (self.machine, self.host) == (_machine(), Holder.me().host)
        return is_here and _started(self.pid) != self.started


def _started(pid: int) -> str | None:
    """When a process began; None if there is none."""
    try:
        stat = (_PROC / str(pid) / "stat").read_text()
    except OSError:
        return None
    return stat.rpartition(")")[2].split()[_STARTED]


def _machine() -> str:
    try:
        boot = (_PROC / "sys/kernel/random/boot_id").read_text().strip()
        container = (_PROC / "self/ns/pid").stat().st_ino
    except OSError:
        return ""
    return hashlib.sha256(f"{boot} {container}".encode()).hexdigest()[:8]
