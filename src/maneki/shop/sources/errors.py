"""What can go wrong with a source of books. It is never "there is no such book".

SourceError
├── SourceUnavailableError  down, slow or overloaded: ask again later
├── SourceBlockedError      it refuses us, or our key: back off for long, tell the operator
├── SourceChangedError      it answers in a shape we do not know: tell the operator
└── SourceBusyError         we have asked it as often as we may: it was not asked
"""

from __future__ import annotations

from datetime import timedelta

from maneki.errors import ManekiError


class SourceError(ManekiError):
    """A source did not answer. `retry_after` is how long it wants to be left alone, if known."""

    def __init__(self, message: str, *, source: str, retry_after: timedelta | None = None) -> None:
        super().__init__(message)
        self.source = source
        self.retry_after = retry_after


class SourceUnavailableError(SourceError):
    """Down, slow or overloaded: worth asking again after a while."""


class SourceBlockedError(SourceError):
    """It refuses us, or the key that we show. Do not try another way in."""


class SourceChangedError(SourceError):
    """It answered in a shape we do not know; `missing` names what was not found."""

    def __init__(self, message: str, *, source: str, missing: str) -> None:
        super().__init__(message, source=source)
        self.missing = missing


class SourceBusyError(SourceError):
    """Its budget is used up for now, or it is left alone after an error. It was not asked."""
