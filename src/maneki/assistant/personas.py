"""How the assistant speaks: the rules, a manner, and what a channel needs, put together once.

What a model is told of its work must not change from turn to turn: providers keep the beginning of
a request and read the same bytes for a tenth of the price. So a prompt holds nothing that is filled
in; the time, the customer and what was found come last, as data.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

from maneki.errors import SettingsError
from maneki.model.conversation import Medium

FRIENDLY = "friendly"
WIZARD = "wizard"
LONGEST_PROMPT = 20_000

_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
_PLACEHOLDER = re.compile(
    r"\{\{.*?\}\}|\{%.*?%\}|\$\{\w+\}|(?<!\{)\{[A-Za-z_][\w.]*(?:![rsa])?(?::[^{}\n]*)?\}(?!\})"
    r"|%\(\w+\)[sd]|<<\w+>>|<%.*?%>"
)
_RULES = "rules"
_CHECKING = "checking"
_OURS_ALONE = frozenset({_RULES, _CHECKING})
_NO_MANNERS = frozenset({*_OURS_ALONE, *Medium})
_OUR_OWN = files("maneki.assistant") / "prompts"


class Personas:
    """Prompts by the name of a manner: those that come with the program, and the shop's own.

    A file of the shop's folder goes before ours of the same name. `NAME.sms.md` goes before
    `NAME.md` on that medium; `sms.md`, `discord.md` and `text.md` say what each medium needs.
    The rules are ours alone.
    """

    def __init__(self, *, default: str = FRIENDLY, folder: Path | None = None) -> None:
        self.default = default
        self._folder = folder
        self._told: dict[tuple[str, Medium], str] = {}

    def told(self, persona: str | None, medium: Medium) -> str:
        """All that the model is told of its work: the same bytes each time.

        A persona that is not there (any more) is the default one.
        """
        name = persona if persona and self.knows(persona) else self.default
        key = (name, medium)
        if key not in self._told:
            parts = (_ours(_RULES), self._manner(name, medium), self._read(medium) or "")
            self._told[key] = "\n\n".join(part.strip() for part in parts if part.strip())
        return self._told[key]

    def knows(self, persona: str) -> bool:
        is_name = bool(_NAME.fullmatch(persona)) and persona not in _NO_MANNERS
        return is_name and self._read(persona) is not None

    def _manner(self, name: str, medium: Medium) -> str:
        return self._read(f"{name}.{medium}") or self._read(name) or _ours(FRIENDLY)

    def _read(self, name: str) -> str | None:
        """A prompt's text; None if nobody wrote it. Raises `SettingsError`."""
        persona, _, medium = name.partition(".")
        if not _NAME.fullmatch(persona) or (medium and medium not in set(Medium)):
            return None
        if name in _OURS_ALONE:
            return None
        if self._folder is not None and (file := self._folder / f"{name}.md").is_file():
            return _text_of(file)
        return _ours(name) if (_OUR_OWN / f"{name}.md").is_file() else None

    def check(self) -> None:
        """Read everything once. Raises `SettingsError` with everything that is wrong."""
        wrong = list(self._wrong())
        if wrong:
            raise SettingsError(" ".join(wrong))

    def _wrong(self) -> Iterator[str]:
        if not self.knows(self.default):
            yield (
                f"MANEKI_PERSONA: nobody wrote a prompt called {self.default!r}; use "
                f"{FRIENDLY}, {WIZARD} or the name of a file in prompts/ of MANEKI_SHOP_FOLDER."
            )
        for file in sorted(self._folder.glob("*.md")) if self._folder else ():
            found = placeholders(_text_of(file))
            if found:
                yield (
                    f"{file.name}: {', '.join(found)} would be filled in anew each turn, but a "
                    "prompt has to stay the same; the time and the customer are told at the end "
                    "of each request anyway."
                )


def checking() -> str:
    """What a second reader of replies is told of its work."""
    return _ours(_CHECKING)


def placeholders(prompt: str) -> tuple[str, ...]:
    """What looks as if something were to be filled in, each once."""
    return tuple(dict.fromkeys(one.group() for one in _PLACEHOLDER.finditer(prompt)))


def _ours(name: str) -> str:
    return (_OUR_OWN / f"{name}.md").read_text(encoding="utf-8")


def _text_of(file: Path) -> str:
    """Raises `SettingsError`."""
    try:
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as exc:
        raise SettingsError(f"{file.name} cannot be read as text: {exc}.") from exc
    if len(text) > LONGEST_PROMPT:
        raise SettingsError(f"{file.name} is longer than {LONGEST_PROMPT} characters.")
    return text
