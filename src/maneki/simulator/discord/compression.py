"""How gateway frames are packed: one compression context per connection."""

from __future__ import annotations

import zlib
from typing import Protocol

import zstandard


class Packer(Protocol):
    def pack(self, frame: bytes) -> str | bytes:
        """A text frame as `str`, a binary one as `bytes`."""
        ...


class Plain:
    """No transport compression; with `compress` in identify, large payloads are packed alone."""

    LARGE = 1024

    def __init__(self) -> None:
        self.compress_large = False

    def pack(self, frame: bytes) -> str | bytes:
        if self.compress_large and len(frame) > self.LARGE:
            return zlib.compress(frame)
        return frame.decode()


class ZlibStream:
    """Every message ends with the suffix `00 00 FF FF`."""

    def __init__(self) -> None:
        self._stream = zlib.compressobj()

    def pack(self, frame: bytes) -> str | bytes:
        return self._stream.compress(frame) + self._stream.flush(zlib.Z_SYNC_FLUSH)


class ZstdStream:
    def __init__(self) -> None:
        self._stream = zstandard.ZstdCompressor(level=1).compressobj()

    def pack(self, frame: bytes) -> str | bytes:
        packed = self._stream.compress(frame)
        return packed + self._stream.flush(zstandard.COMPRESSOBJ_FLUSH_BLOCK)


PACKERS: dict[str, type[Plain] | type[ZlibStream] | type[ZstdStream]] = {
    "": Plain,
    "zlib-stream": ZlibStream,
    "zstd-stream": ZstdStream,
}
