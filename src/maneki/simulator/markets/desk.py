"""The desk behind the twin's Mercari-like search: headers, proof, body, then the page."""

from __future__ import annotations

from collections.abc import Callable

import orjson
from aiohttp import web

from maneki.clock import Clock
from maneki.simulator.markets.answers import failure, json_answer
from maneki.simulator.markets.mercari import BadSearchError, Wanted, read_search, search_page
from maneki.simulator.markets.proof import BadProofError, Proof, read_proof
from maneki.simulator.markets.rules import Broken
from maneki.simulator.markets.shelf import MERCARI_JP, Shelf

Note = Callable[[web.Request, Broken, str], None]


class SearchDesk:
    """Remembers the proofs it saw: none may be used twice, and known keys can be refused."""

    def __init__(self, shelf: Shelf, *, clock: Clock, seed: int, note: Note) -> None:
        self._shelf = shelf
        self._clock = clock
        self._seed = seed
        self._note = note
        self._seen_proofs: set[str] = set()
        self._seen_devices: set[str] = set()
        self._refused: set[str] = set()

    def refuse_known_keys(self) -> None:
        self._refused |= self._seen_devices

    async def answer(self, request: web.Request) -> tuple[web.Response, list[str]]:
        """The answer, and the ids of the listings that are on it."""
        if request.method != "POST":
            self._note(request, Broken.BAD_REQUEST, f"{request.method} instead of POST")
            return failure(405, "MethodNotAllowed"), []
        wrong_headers = _wrong_headers(request)
        if wrong_headers:
            self._note(request, Broken.BAD_REQUEST, wrong_headers)
            return failure(400, "InvalidArgument"), []
        try:
            proof = self._proof(request)
            wanted = _wanted(await request.read(), proof)
        except BadProofError as exc:
            self._note(request, Broken.BAD_PROOF, str(exc))
            return failure(401, "Unauthorized"), []
        except BadSearchError as exc:
            self._note(request, Broken.BAD_REQUEST, str(exc))
            return failure(400, "InvalidArgument"), []
        if self._refused & {proof.key, proof.uuid}:
            return failure(401, "Unauthorized"), []
        visible = self._shelf.visible(MERCARI_JP, self._clock.now())
        page = search_page(wanted, visible, seed=self._seed)
        return json_answer(page), [item["id"] for item in page["items"]]

    def _proof(self, request: web.Request) -> Proof:
        proof = read_proof(
            request.headers.get("DPoP"),
            method=request.method,
            url=f"{request.scheme}://{request.host}{request.path}",
            now=self._clock.now(),
        )
        if proof.jti in self._seen_proofs:
            raise BadProofError("its jti was used before")
        self._seen_proofs.add(proof.jti)
        self._seen_devices |= {proof.key, proof.uuid}
        return proof


def _wanted(body: bytes, proof: Proof) -> Wanted:
    try:
        data = orjson.loads(body)
    except orjson.JSONDecodeError as exc:
        raise BadSearchError(f"the body is no JSON: {exc}") from exc
    if not isinstance(data, dict):
        raise BadSearchError("the body is no JSON object")
    wanted = read_search(data)
    if data["laplaceDeviceUuid"] != proof.uuid:
        raise BadProofError("the body's device uuid is another")
    return wanted


def _wrong_headers(request: web.Request) -> str:
    if request.content_type != "application/json":
        return f"Content-Type {request.content_type!r}"
    return "" if request.headers.get("X-Platform") == "web" else "X-Platform is not 'web'"
