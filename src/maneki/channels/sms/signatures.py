"""Whether a webhook really comes from the provider: over the raw bytes, before any parsing. Pure.

Twilio signs with HMAC-SHA1 the address it calls and the sorted parameters of a form; of a body that
is no form it signs the address alone, which then carries the body's SHA-256
(https://www.twilio.com/docs/usage/webhooks/webhooks-security). Sinch signs with HMAC-SHA256 the
body, a nonce and a time, joined by dots, and its own library looks at neither; here the time has to
be near, and the nonce is returned for the caller to refuse it a second time (for as long as
`TOO_OLD`). Where HMAC is not switched on, Sinch sends a name and a password.

Every check takes several secrets, the old and the new one while they are being changed. Without any
nothing is accepted. Comparisons take the same time wherever they fail, and a long body is refused
before anything is computed over it.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from urllib.parse import parse_qsl, urlsplit, urlunsplit

LONGEST_BODY = 64 * 1024
"""Bytes. A text message with everything around it has some two thousand."""

TOO_OLD = timedelta(seconds=300)
TOO_NEW = timedelta(seconds=30)
"""How far behind and ahead of our clock Sinch may have signed."""

MOST_PARAMETERS = 1_000

TWILIO_SIGNATURE = "X-Twilio-Signature"
SINCH_SIGNATURE = "x-sinch-webhook-signature"
SINCH_NONCE = "x-sinch-webhook-signature-nonce"
SINCH_TIMESTAMP = "x-sinch-webhook-signature-timestamp"
SINCH_ALGORITHM = "x-sinch-webhook-signature-algorithm"

Headers = Mapping[str, str]


class Refusal(StrEnum):
    """Why a webhook is not believed. For the log: the caller is told nothing but no."""

    TOO_LONG = "too_long"
    NO_SECRET = "no_secret"  # noqa: S105  (a reason, not a secret)
    NOT_SIGNED = "not_signed"
    MALFORMED = "malformed"
    WRONG = "wrong"
    TOO_OLD = "too_old"
    TOO_NEW = "too_new"


@dataclass(frozen=True, slots=True)
class Refused:
    reason: Refusal


@dataclass(frozen=True, slots=True)
class Genuine:
    """It is the provider's. A `nonce` must not have been seen before: that is for the caller."""

    nonce: str | None = None


Verdict = Genuine | Refused


@dataclass(frozen=True, slots=True)
class Login:
    """A name and a password that a webhook comes with."""

    name: str
    password: str = field(repr=False)


def verify_twilio(*, url: str, headers: Headers, body: bytes, tokens: Iterable[str]) -> Verdict:
    """Whether Twilio called `url`, with the query it called, and sent this body.

    `url` is the public one from the settings: behind a proxy the request knows another.
    """
    secrets = _usable(tokens)
    if (refused := _refused_unread(body, secrets)) is not None:
        return refused
    signature = _header(headers, TWILIO_SIGNATURE)
    if not signature:
        return Refused(Refusal.NOT_SIGNED)
    digest = _promised_digest(url)
    if digest is not None and not _is_same(digest.lower(), hashlib.sha256(body).hexdigest()):
        return Refused(Refusal.WRONG)
    parameters = _parameters(body) if digest is None else ""
    if parameters is None:
        return Refused(Refusal.MALFORMED)
    expected = [
        _base64(_hmac(secret, form + parameters, "sha1"))
        for secret in secrets
        for form in _forms_of(url)
    ]
    return Genuine() if _is_one_of(signature, expected) else Refused(Refusal.WRONG)


def verify_sinch(
    *, headers: Headers, body: bytes, secrets: Iterable[str], now: datetime
) -> Verdict:
    """Whether Sinch signed this body, just now. `now` is aware."""
    usable = _usable(secrets)
    if (refused := _refused_unread(body, usable)) is not None:
        return refused
    signature, nonce = _header(headers, SINCH_SIGNATURE), _header(headers, SINCH_NONCE)
    timestamp = _header(headers, SINCH_TIMESTAMP)
    if not (signature and nonce and timestamp):
        return Refused(Refusal.NOT_SIGNED)
    if not _is_readable(nonce, timestamp, _header(headers, SINCH_ALGORITHM)):
        return Refused(Refusal.MALFORMED)
    signed = body + f".{nonce}.{timestamp}".encode()
    if not _is_one_of(signature, [_base64(_hmac(secret, signed, "sha256")) for secret in usable]):
        return Refused(Refusal.WRONG)
    return _if_near(int(timestamp), now, nonce)


def verify_basic(*, headers: Headers, body: bytes, logins: Iterable[Login]) -> Verdict:
    """Whether a webhook came with one of the names and passwords (RFC 7617).

    That says who sent it, but not that it is new or as it was sent.
    """
    usable = [one for one in logins if one.name and one.password]
    if (refused := _refused_unread(body, usable)) is not None:
        return refused
    scheme, _, credentials = _header(headers, "Authorization").partition(" ")
    if scheme.lower() != "basic" or not credentials.strip():
        return Refused(Refusal.NOT_SIGNED)
    try:
        given = base64.b64decode(credentials.strip(), validate=True)
    except (binascii.Error, ValueError):
        return Refused(Refusal.MALFORMED)
    expected = [f"{one.name}:{one.password}".encode() for one in usable]
    return Genuine() if _is_one_of(given, expected) else Refused(Refusal.WRONG)


def _usable(secrets: Iterable[str]) -> list[str]:
    """An empty secret is none: everybody could sign with it."""
    return [secret for secret in secrets if secret]


def _refused_unread(body: bytes, secrets: Sequence[object]) -> Refused | None:
    if len(body) > LONGEST_BODY:
        return Refused(Refusal.TOO_LONG)
    return None if secrets else Refused(Refusal.NO_SECRET)


def _header(headers: Headers, name: str) -> str:
    """A header whatever its case; "" if it is missing."""
    wanted = name.lower()
    return next((value for key, value in headers.items() if key.lower() == wanted), "")


# Twilio


def _promised_digest(url: str) -> str | None:
    query = parse_qsl(urlsplit(url).query, keep_blank_values=True)
    return next((value for name, value in query if name == "bodySHA256"), None)


def _parameters(body: bytes) -> str | None:
    """The parameters of a form as they are signed: sorted, a repeated one with each of its values.

    None if the body is no form.
    """
    try:
        pairs = parse_qsl(
            body.decode(), keep_blank_values=True, max_num_fields=MOST_PARAMETERS, errors="strict"
        )
    except ValueError:
        return None
    return "".join(name + value for name, value in sorted(set(pairs)))


def _forms_of(url: str) -> Iterator[str]:
    """An address with its port and without: Twilio signs now one, now the other."""
    yield url
    parts = urlsplit(url)
    host, _, port = parts.netloc.rpartition(":")
    if port.isdecimal() and host:
        yield urlunsplit(parts._replace(netloc=host))
    else:
        default = "80" if parts.scheme == "http" else "443"
        yield urlunsplit(parts._replace(netloc=f"{parts.netloc}:{default}"))


# Sinch

# A dot in a nonce could be moved to it from the body, which would change the body and not what is
# signed.
_A_NONCE = re.compile(r"[A-Za-z0-9_+/=-]{1,128}")
_A_TIMESTAMP = re.compile(r"[0-9]{1,12}")


def _is_readable(nonce: str, timestamp: str, algorithm: str) -> bool:
    """Whether the headers are what Sinch sends. Where no algorithm is named it is the usual one."""
    if algorithm.lower() not in {"", "hmacsha256"}:
        return False
    return bool(_A_NONCE.fullmatch(nonce) and _A_TIMESTAMP.fullmatch(timestamp))


def _if_near(signed_at: int, now: datetime, nonce: str) -> Verdict:
    age = now.timestamp() - signed_at
    if age > TOO_OLD.total_seconds():
        return Refused(Refusal.TOO_OLD)
    if -age > TOO_NEW.total_seconds():
        return Refused(Refusal.TOO_NEW)
    return Genuine(nonce)


# Both


def _hmac(secret: str, signed: str | bytes, algorithm: str) -> bytes:
    message = signed.encode() if isinstance(signed, str) else signed
    return hmac.digest(secret.encode(), message, algorithm)


def _base64(digest: bytes) -> str:
    return base64.b64encode(digest).decode("ascii")


def _is_one_of(given: str | bytes, expected: Iterable[str | bytes]) -> bool:
    """Whether it equals one of them; all are compared, however early one fits."""
    matches = [_is_same(given, one) for one in expected]
    return any(matches)


def _is_same(given: str | bytes, expected: str | bytes) -> bool:
    return hmac.compare_digest(_as_bytes(given), _as_bytes(expected))


def _as_bytes(text: str | bytes) -> bytes:
    # What came as a header may hold anything.
    return text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
