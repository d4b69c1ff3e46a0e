"""Checks the DPoP header (RFC 9449) as strictly as Mercari is known to. Pure."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from joserfc import jws, jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey

MOST_SKEW_S = 300


class BadProofError(ValueError):
    """The header is no proof; the text says why."""


@dataclass(frozen=True, slots=True)
class Proof:
    """A proof that holds: whose key, which device, and the id nobody may use twice."""

    key: str
    uuid: str
    jti: str


def read_proof(header: str | None, *, method: str, url: str, now: datetime) -> Proof:
    """Check a DPoP header for one request. Raises `BadProofError`."""
    if not header:
        raise BadProofError("there is no DPoP header")
    try:
        jwk = _jwk(jws.extract_compact(header.encode()).headers())
        claims = jwt.decode(header, ECKey.import_key(jwk), algorithms=["ES256"]).claims
    except (JoseError, ValueError, TypeError, KeyError) as exc:
        raise BadProofError(f"the JWT does not hold: {exc}") from exc
    _check_claims(claims, method=method, url=url, now=now)
    return Proof(key=f"{jwk['x']}.{jwk['y']}", uuid=claims["uuid"], jti=claims["jti"])


def _jwk(header: dict[str, Any]) -> dict[str, Any]:
    if header.get("typ") != "dpop+jwt" or header.get("alg") != "ES256":
        raise BadProofError(f"typ {header.get('typ')!r}, alg {header.get('alg')!r}")
    jwk = header.get("jwk")
    if not isinstance(jwk, dict) or (jwk.get("kty"), jwk.get("crv")) != ("EC", "P-256"):
        raise BadProofError("jwk is not a P-256 key")
    if "d" in jwk:
        raise BadProofError("jwk gives the private key away")
    if any(_length(jwk.get(name)) != 32 for name in ("x", "y")):
        raise BadProofError("jwk coordinates are not 32 bytes")
    return jwk


def _length(coordinate: Any) -> int:
    if not isinstance(coordinate, str):
        return 0
    try:
        return len(base64.urlsafe_b64decode(coordinate + "=" * (-len(coordinate) % 4)))
    except (binascii.Error, ValueError):
        return 0


def _check_claims(claims: dict[str, Any], *, method: str, url: str, now: datetime) -> None:
    if claims.get("htm") != method or claims.get("htu") != url:
        raise BadProofError(f"it is for {claims.get('htm')} {claims.get('htu')}")
    if not all(isinstance(claims.get(name), str) and claims[name] for name in ("jti", "uuid")):
        raise BadProofError("jti or uuid is missing")
    iat = claims.get("iat")
    if not isinstance(iat, int) or abs(now.timestamp() - iat) > MOST_SKEW_S:
        raise BadProofError("iat is missing or not about now")
