"""`/v1/export/…`: where somebody gets what is kept of them who asked for it by text.

Opening the address shows a form and nothing else, whether or not there is such a link: previews of
it open nothing, and nobody learns anything by trying addresses. Only the code that was texted with
it, sent from the form, is answered with the document, once (`maneki.people.handing_out`).
"""

from __future__ import annotations

import json
from html import escape
from urllib.parse import parse_qsl

import structlog
from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, JSONResponse, Response

from maneki.people.handing_out import PATH, HandingOut, NotHandedOut
from maneki.phrases import language_of, say

log = structlog.get_logger(__name__)

LONGEST_FORM = 2_000
_PRIVATE = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex, nofollow",
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    ),
}
_PAGE = """<!doctype html>
<html lang="{language}"><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>body{{font:1.1rem/1.5 system-ui;max-width:32rem;margin:3rem auto;padding:0 1rem}}
input,button{{font:inherit;padding:.4rem .6rem}}</style>
<h1>{title}</h1>
<p>{words}</p>{form}
</html>
"""
_FORM = """
<form method="post"><label>{label} <input name="code" autocomplete="one-time-code" required
maxlength="20" autofocus></label> <button>{button}</button></form>"""
_STATUSES = {NotHandedOut.WRONG_CODE: 403, NotHandedOut.GONE: 410}


def add_export_routes(app: FastAPI, handing_out: HandingOut) -> None:
    @app.get(f"{PATH}/{{token}}")
    async def form(request: Request) -> Response:
        return _page("privacy.page.asks", _language(request))

    @app.post(f"{PATH}/{{token}}")
    async def document(request: Request, token: str) -> Response:
        code = await _code(request)
        language = _language(request)
        if code is None:
            return _page("privacy.page.wrong_code", language, status=400)
        outcome = await handing_out.hand_out(token, code)
        if isinstance(outcome, NotHandedOut):
            return _page(
                f"privacy.page.{outcome}",
                language,
                status=_STATUSES[outcome],
                has_form=outcome is NotHandedOut.WRONG_CODE,
            )
        return Response(
            json.dumps(outcome, ensure_ascii=False, indent=2),
            media_type=JSONResponse.media_type,
            headers={**_PRIVATE, "Content-Disposition": 'attachment; filename="my-data.json"'},
        )


async def _code(request: Request) -> str | None:
    """None if it is no form of ours."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LONGEST_FORM:
            return None
    try:
        return dict(parse_qsl(body.decode(), max_num_fields=5)).get("code")
    except ValueError:
        return None


def _language(request: Request) -> str:
    return language_of(request.headers.get("accept-language", "").split(",")[0].split(";")[0])


def _page(key: str, language: str, *, status: int = 200, has_form: bool = True) -> Response:
    form = _FORM.format(
        label=escape(say("privacy.page.code", language)),
        button=escape(say("privacy.page.get", language)),
    )
    page = _PAGE.format(
        language=language,
        title=escape(say("privacy.page.title", language)),
        words=escape(say(key, language)),
        form=form if has_form else "",
    )
    return HTMLResponse(page, status_code=status, headers=_PRIVATE)
