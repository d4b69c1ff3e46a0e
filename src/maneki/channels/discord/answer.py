"""What Discord answered to a call. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from maneki.delivery.answer import TURNED_AWAY, stated_wait


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What Discord answered: the JSON value, or the text where it is none."""

    status: int
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_ok(self) -> bool:
        return 200 <= self.status < 300

    @property
    def code(self) -> int:
        """Discord's own error code, 0 if it gave none."""
        code = self.body.get("code") if isinstance(self.body, dict) else None
        return code if isinstance(code, int) else 0

    @property
    def went_astray(self) -> bool:
        """Whether the call never got to what it was about.

        We asked for something that does not exist (a mistake of ours), or were turned away by what
        stands in front of Discord, which speaks no JSON but for one code. Whoever runs us has to
        look into it.
        """
        if self.code == TURNED_AWAY:
            return True
        if self.status in {404, 405}:
            return self.code == 0
        return self.status == 403 and not isinstance(self.body, dict)

    @property
    def message(self) -> str:
        """What Discord said was wrong, for a log."""
        if isinstance(self.body, dict):
            return str(self.body.get("message", ""))
        return f"{str(self.body)[:200]}"

    @property
    def retry_after(self) -> float | None:
        """Seconds to wait, if Discord named them."""
        return stated_wait(self.headers, self.body)
