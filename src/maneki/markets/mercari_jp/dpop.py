"""The proof-of-possession header (RFC 9449) that Mercari wants with every request."""

from __future__ import annotations

from datetime import datetime
from uuid import uuid4

from joserfc import jwt
from joserfc.jwk import ECKey


class Prover:
    """One self-made key pair and one device uuid, which belong together.

    The uuid stands in every proof and must stand in the body of the request as well.
    """

    def __init__(self) -> None:
        self._key = ECKey.generate_key("P-256", private=True)
        self.device_uuid = str(uuid4())

    def proof(self, method: str, url: str, *, now: datetime) -> str:
        """A new JWT for one request."""
        header = {"typ": "dpop+jwt", "alg": "ES256", "jwk": self._public_key()}
        claims = {
            "iat": int(now.timestamp()),
            "jti": str(uuid4()),
            "htu": url,
            "htm": method,
            "uuid": self.device_uuid,
        }
        return jwt.encode(header, claims, self._key)

    def _public_key(self) -> dict[str, object]:
        public = self._key.as_dict(private=False)
        return {name: public[name] for name in ("crv", "kty", "x", "y")}
