"""The locks hold all that is needed, whichever Python `make demo` and `make test` find."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.metadata import PackageNotFoundError, requires
from pathlib import Path

import pytest
from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

PROJECT = Path(__file__).resolve().parents[1]
PYTHONS = ("3.11.2", "3.12.3", "3.13.5", "3.14.0")
Environment = dict[str, str]


def environment(version: str, *, extra: str = "") -> Environment:
    """A Debian machine with that Python."""
    here = {name: str(value) for name, value in default_environment().items()}
    return here | {
        "python_full_version": version,
        "python_version": ".".join(version.split(".")[:2]),
        "implementation_version": version,
        "sys_platform": "linux",
        "platform_system": "Linux",
        "os_name": "posix",
        "extra": extra,
    }


def applies(requirement: Requirement, where: Environment) -> bool:
    return requirement.marker is None or requirement.marker.evaluate(where)


def locked(file: str, where: Environment) -> dict[str, Requirement]:
    """What the lock installs there, by name."""
    text = (PROJECT / "requirements" / file).read_text(encoding="utf-8")
    lines = re.findall(r"^([a-z0-9].*?)\s*\\?$", text, flags=re.MULTILINE)
    entries = (Requirement(line) for line in lines)
    return {canonicalize_name(one.name): one for one in entries if applies(one, where)}


@cache
def needs_of(name: str) -> tuple[Requirement, ...]:
    """What an installed package says that it needs; nothing is known of one that is not here."""
    try:
        return tuple(Requirement(one) for one in requires(name) or ())
    except PackageNotFoundError:
        return ()


def closure(wanted: list[Requirement], version: str) -> Iterator[Requirement]:
    """Everything that these need there, and what that needs, and so forth."""
    seen: set[tuple[str, str]] = set()
    while wanted:
        one = wanted.pop()
        yield one
        for extra in ("", *one.extras):
            if (one.name, extra) not in seen:
                seen.add((one.name, extra))
                where = environment(version, extra=extra)
                wanted += [need for need in needs_of(one.name) if applies(need, where)]


def ours(*groups: str) -> list[Requirement]:
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))
    named = [*project["project"]["dependencies"]]
    for group in groups:
        named += project["dependency-groups"][group]
    return [Requirement(one) for one in named]


@pytest.mark.parametrize("version", PYTHONS)
@pytest.mark.parametrize(
    ("file", "groups"), [("run.txt", ("build",)), ("dev.txt", ("build", "dev"))]
)
def test_a_lock_holds_what_every_python_needs(
    file: str, groups: tuple[str, ...], version: str
) -> None:
    pinned = locked(file, environment(version))
    for need in closure(ours(*groups), version):
        pin = pinned.get(canonicalize_name(need.name))
        assert pin is not None, f"{need} is missing from {file} on Python {version}"
        [pinned_version] = [one.version for one in pin.specifier]
        assert need.specifier.contains(pinned_version, prereleases=True), f"{need}, but {pin}"


@pytest.mark.parametrize("file", ["run.txt", "dev.txt"])
def test_a_lock_names_no_index_and_hashes_everything(file: str) -> None:
    text = (PROJECT / "requirements" / file).read_text(encoding="utf-8")
    assert "://" not in text
    assert "--index" not in text
    entries = re.split(r"\n(?=[a-z0-9])", text)
    assert all("--hash=sha256:" in entry for entry in entries)


def test_the_locks_agree() -> None:
    """Whoever runs the tests runs them on what `make demo` installs."""
    where = environment(PYTHONS[0])
    run, dev = locked("run.txt", where), locked("dev.txt", where)
    assert {name: str(pin) for name, pin in run.items()}.items() <= {
        name: str(pin) for name, pin in dev.items()
    }.items()
