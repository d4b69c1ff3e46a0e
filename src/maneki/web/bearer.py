"""Who shows a token of ours may come in."""

from __future__ import annotations

import hmac

from fastapi.responses import JSONResponse


def bears(authorization: str | None, token: str) -> bool:
    """Whether this Authorization header bears the token; compared in constant time."""
    scheme, _, given = (authorization or "").partition(" ")
    is_same = hmac.compare_digest(given.strip().encode(), token.encode())
    return scheme.lower() == "bearer" and is_same


def not_borne(setting: str) -> JSONResponse:
    """The answer to whoever does not show the token that this setting names."""
    return JSONResponse(
        {"error": f"Send the right token: Authorization: Bearer {setting}."},
        status_code=401,
        headers={"WWW-Authenticate": "Bearer"},
    )
