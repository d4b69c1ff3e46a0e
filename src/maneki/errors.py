"""What can go wrong, sorted by what the caller may do about it.

ManekiError
├── InvalidInputError       somebody typed or sent it: say the sentence, change nothing
├── SettingsError           the operator's settings: stop, say the sentence
├── StoreError              the database
│   ├── StoreUnavailableError   try again later; nothing was committed
│   ├── StoreReadOnlyError      stop, say the sentence
│   └── SchemaOutOfDateError    stop, say the sentence (run `maneki migrate`, or update Maneki)
├── MarketError             a market did not answer a search; never "no results"
│   ├── MarketUnavailableError  it is down or slow: ask again later
│   ├── MarketBlockedError      it refuses us: back off for long, tell who is affected
│   ├── MarketChangedError      it answers in a shape we do not know: tell the operator
│   └── MarketGoneError         it said that it is gone: do not ask again
├── TokenRejectedError      the platform refuses our login: stop
├── TokenHeldError          another process sends with our token: stop
└── LoopFailedError         a loop failed too often in a row: the process ends
"""

from __future__ import annotations

from datetime import timedelta


class ManekiError(Exception):
    """Everything Maneki raises on purpose. The text is one sentence for a person."""


class InvalidInputError(ManekiError):
    """What was asked for cannot be done as asked; the sentence says what would be right."""


class SettingsError(ManekiError):
    """The settings do not fit; the sentence names the setting."""


class StoreError(ManekiError):
    """The database could not do what was asked."""


class StoreUnavailableError(StoreError):
    """The database cannot be reached at the moment. Nothing was committed."""


class StoreReadOnlyError(StoreError):
    """The database can be read but not written."""


class SchemaOutOfDateError(StoreError):
    """The database's tables are older or newer than this program."""


class MarketError(ManekiError):
    """A market did not answer a search. This is never an empty list.

    `retry_after` is how long it asked us to wait; `concerns_host` says whether that or the refusal
    is for everything that we ask of its host, or for this one question.
    """

    concerns_host = False

    def __init__(
        self,
        message: str,
        *,
        market: str,
        retry_after: timedelta | None = None,
        concerns_host: bool | None = None,
    ) -> None:
        super().__init__(message)
        self.market = market
        self.retry_after = retry_after
        if concerns_host is not None:
            self.concerns_host = concerns_host


class MarketUnavailableError(MarketError):
    """Down, slow or overloaded: worth asking again after a while."""


class MarketBlockedError(MarketError):
    """It refuses us. Do not try another way in."""

    concerns_host = True


class MarketChangedError(MarketError):
    """It answered in a shape we do not know; `missing` names what was not found."""

    def __init__(self, message: str, *, market: str, missing: str) -> None:
        super().__init__(message, market=market)
        self.missing = missing


class MarketGoneError(MarketError):
    """What was asked for is gone for good: do not ask again."""


class TokenRejectedError(ManekiError):
    """The platform does not accept our token."""


class TokenHeldError(ManekiError):
    """Another process sends for this database. Two of them would exceed every limit."""


class LoopFailedError(ManekiError):
    """A loop failed too many times in a row."""
