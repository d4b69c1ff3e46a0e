"""What we say about people's own things."""

from __future__ import annotations

CATALOGUE: dict[str, dict[str, str]] = {
    "people.not_your_alert": {
        "en": "That alert is not one of yours.",
        "ja": "このアラートはあなた宛てではありません。",
    },
}
