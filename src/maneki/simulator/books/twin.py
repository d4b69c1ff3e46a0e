"""Open Library, Google Books and Hardcover on one loopback port, as far as Maneki asks them.

    /search.json              Open Library's search
    /books/v1/volumes         Google Books
    /v1/graphql               Hardcover

Their answers have the shapes of recorded ones and are about books of our own. Whoever asks is held
to their rules: a user agent that says who asks, the key, the budget of a minute, no introspection,
one search a request. Every broken rule is kept in `violations`.
"""

from __future__ import annotations

import asyncio
import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from aiohttp import web

from maneki.clock import Clock
from maneki.simulator.books.faults import Fault, failing
from maneki.simulator.books.shelf import (
    SOME_BOOKS,
    Known,
    google_item,
    hardcover_book,
    hardcover_document,
    matching,
    openlibrary_doc,
)

KEY = "a-key"
TOKEN = "a-token"  # noqa: S105  (of the simulator)
A_MINUTE = {"openlibrary": 60, "google_books": 60, "hardcover": 60}
_DEEPEST = 3
_LIBRARIES = ("python-httpx", "python/", "aiohttp", "curl/")


@dataclass(frozen=True, slots=True)
class Asked:
    """One request: of which source, with which words, and when by the twin's clock."""

    source: str
    said: Mapping[str, Any]
    at: float


@dataclass(slots=True)
class _Failing:
    fault: Fault
    left: int | None
    after: int


class BooksTwin:
    """`await start()`, `fail(...)`, read `asked` and `violations`, `await stop()`."""

    def __init__(self, clock: Clock, books: Sequence[Known] = SOME_BOOKS) -> None:
        self.books = [*books]
        self.asked: list[Asked] = []
        self.violations: list[str] = []
        self.base_url = ""
        self._clock = clock
        self._failing: dict[str, _Failing] = {}
        self._times: dict[str, list[float]] = defaultdict(list)
        self._runner: web.AppRunner | None = None
        self._stopping = asyncio.Event()

    @property
    def openlibrary_url(self) -> str:
        return self.base_url

    @property
    def google_url(self) -> str:
        return f"{self.base_url}/books/v1"

    @property
    def hardcover_url(self) -> str:
        return f"{self.base_url}/v1/graphql"

    @property
    def counts(self) -> Counter[str]:
        """How often each source was asked."""
        return Counter(one.source for one in self.asked)

    async def start(self, port: int = 0) -> str:
        """Serve on 127.0.0.1 (any free port for 0) and return the base URL."""
        app = web.Application()
        app.router.add_get("/search.json", self._openlibrary)
        app.router.add_get("/books/v1/volumes", self._google)
        app.router.add_post("/v1/graphql", self._hardcover)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", port).start()
        host, bound = self._runner.addresses[0][:2]
        self.base_url = f"http://{host}:{bound}"
        return self.base_url

    async def stop(self) -> None:
        self._stopping.set()
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    def fail(
        self, source: str, fault: Fault, *, for_requests: int | None = None, after: int = 0
    ) -> None:
        """Answer `for_requests` requests (None: all) with a fault, `after` so many good answers."""
        self._failing[source] = _Failing(fault, for_requests, after)

    def mend(self, source: str) -> None:
        self._failing.pop(source, None)

    # --- the three ---------------------------------------------------------------------------

    async def _openlibrary(self, request: web.Request) -> web.Response:
        said = dict(request.query)
        self._note("openlibrary", request, said)
        names = ("q", "title", "author", "isbn", "subject")
        words = " ".join(said[name] for name in names if name in said)
        if not words:
            return await self._answered("openlibrary", request, {"error": "no query"}, status=422)
        found = self._found(words, int(said.get("limit", 100)))
        wanted = said.get("fields", "").split(",")
        docs = [
            {name: value for name, value in openlibrary_doc(one).items() if name in wanted}
            for one in found
        ]
        data = {"numFound": len(docs), "start": 0, "numFoundExact": True, "docs": docs}
        return await self._answered("openlibrary", request, data)

    async def _google(self, request: web.Request) -> web.Response:
        said = dict(request.query)
        self._note("google_books", request, said)
        if request.headers.get("X-Goog-Api-Key", said.get("key")) != KEY:
            return failing(Fault.NO_QUOTA, web.Response())
        words = re.sub(r"(?:intitle|inauthor|subject|isbn):|\"", " ", said.get("q", ""))
        found = self._found(words, int(said.get("maxResults", 10)))
        data: dict[str, Any] = {"kind": "books#volumes", "totalItems": len(found)}
        if found:
            data["items"] = [google_item(one) for one in found]
        return await self._answered("google_books", request, data)

    async def _hardcover(self, request: web.Request) -> web.Response:
        said = orjson.loads(await request.read())
        self._note("hardcover", request, said)
        self._check_query(str(said.get("query")))
        if request.headers.get("Authorization") != f"Bearer {TOKEN}":
            return failing(Fault.REFUSED, web.Response())
        data = self._graphql(str(said["query"]), said.get("variables") or {})
        return await self._answered("hardcover", request, {"data": data})

    def _graphql(self, query: str, variables: Mapping[str, Any]) -> Mapping[str, Any]:
        if "search(" in query:
            found = self._found(variables["words"], variables["limit"])
            hits = [{"document": hardcover_document(one), "highlight": {}} for one in found]
            results = {"found": len(hits), "hits": hits, "page": 1, "out_of": len(self.books)}
            return {"search": {"results": results}}
        if "ids" in variables:
            # By its ids, whatever the order in which they were asked for.
            known = sorted(self.books, key=lambda one: one.number)
            return {
                "books": [hardcover_book(one) for one in known if one.number in variables["ids"]]
            }
        lately = [
            one
            for one in self.books
            if one.released and variables["from"] <= one.released <= variables["to"]
        ]
        lately.sort(key=lambda one: -one.readers)
        return {"books": [hardcover_book(one) for one in lately[: variables["limit"]]]}

    def _found(self, words: str, limit: int) -> list[Known]:
        return matching(self.books, words)[:limit]

    # --- rules and faults --------------------------------------------------------------------

    def _note(self, source: str, request: web.Request, said: Mapping[str, Any]) -> None:
        now = self._clock.monotonic()
        self.asked.append(Asked(source, said, now))
        agent = request.headers.get("User-Agent", "").lower()
        if not agent or agent.startswith(_LIBRARIES):
            self.violations.append(f"{source}: who asks is not said")
        times = self._times[source]
        times.append(now)
        lately = sum(at > now - 60 for at in times)
        if lately > A_MINUTE[source]:
            self.violations.append(f"{source}: {lately} requests in a minute")

    def _check_query(self, query: str) -> None:
        if "__schema" in query or "__type" in query:
            self.violations.append("hardcover: introspection")
        if re.search(r"\bme\b|_ilike|_like|_regex", query):
            self.violations.append("hardcover: a forbidden question")
        if query.count("search(") > 1:
            self.violations.append("hardcover: more than one search a request")
        if _depth(query) > _DEEPEST + 1:
            self.violations.append(f"hardcover: {_depth(query) - 1} levels deep")

    async def _answered(
        self, source: str, request: web.Request, data: object, *, status: int = 200
    ) -> web.Response:
        usual = web.Response(
            status=status, body=orjson.dumps(data), content_type="application/json"
        )
        fault = self._fault_now(source)
        if fault is None:
            return usual
        if fault is Fault.SILENCE:
            await self._stopping.wait()
        if fault is Fault.HANG_UP and request.transport is not None:
            request.transport.close()
        return failing(fault, usual)

    def _fault_now(self, source: str) -> Fault | None:
        current = self._failing.get(source)
        if current is None:
            return None
        if current.after > 0:
            current.after -= 1
            return None
        if current.left is not None:
            current.left -= 1
            if current.left <= 0:
                self.mend(source)
        return current.fault


def _depth(query: str) -> int:
    """How deep its selections are nested, arguments aside."""
    bare = query
    while (shorter := re.sub(r"\([^()]*\)", "", bare)) != bare:
        bare = shorter
    deepest = depth = 0
    for char in bare:
        depth += (char == "{") - (char == "}")
        deepest = max(deepest, depth)
    return deepest
