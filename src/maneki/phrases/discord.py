"""What we say on Discord: commands, their answers, and what buttons did."""

from __future__ import annotations

CATALOGUE: dict[str, dict[str, str]] = {
    "discord.undo": {"en": "Undo", "ja": "元に戻す"},
}
