"""A disk of a few megabytes that can really be full, for a program of its own.

It is a file system in memory, mounted in a namespace of mounts where nobody else sees it; whoever
may make such a namespace (most users of Linux may) needs no other right for it.
"""

from __future__ import annotations

import contextlib
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

_MOUNT = 'mount -t tmpfs -o size="$1" tmpfs "$0" && echo mounted && exec sleep infinity'
_PAGE = b"\0" * 4096


@dataclass(frozen=True)
class SmallDisk:
    """`inside` runs a command that sees it at `path`; the test sees it at `seen`."""

    path: Path
    seen: Path
    inside: tuple[str, ...]

    def fill(self, *, leaving: int) -> None:
        """Somebody else's file takes the room, but for so many bytes."""
        with (self.seen / "somebody-elses").open("wb", buffering=0) as file:
            while shutil.disk_usage(self.seen).free > leaving:
                file.write(_PAGE)

    def make_room(self) -> None:
        (self.seen / "somebody-elses").unlink()


@contextlib.contextmanager
def a_small_disk(path: Path, *, megabytes: int) -> Iterator[SmallDisk]:
    """Mounted at `path`, gone afterwards. Skips the test where that may not be done."""
    path.mkdir()
    tool = shutil.which("unshare")
    if tool is None or shutil.which("nsenter") is None:
        pytest.skip("a small disk needs unshare and nsenter (util-linux)")
    command = [tool, "--map-root-user", "--mount", "sh", "-c", _MOUNT, str(path), f"{megabytes}m"]
    with subprocess.Popen(  # noqa: S603  (nothing in it comes from elsewhere)
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as holder:
        try:
            assert holder.stdout is not None
            assert holder.stderr is not None
            if holder.stdout.readline() != b"mounted\n":
                pytest.skip(f"no small disk may be made here: {holder.stderr.read().decode()}")
            yield SmallDisk(
                path=path,
                seen=Path(f"/proc/{holder.pid}/root{path}"),
                inside=(
                    "nsenter",
                    f"--target={holder.pid}",
                    "--user",
                    "--mount",
                    "--preserve-credentials",
                    "--",
                ),
            )
        finally:
            holder.kill()
