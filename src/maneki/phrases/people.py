"""What we say about people's own things."""

from __future__ import annotations

CATALOGUE: dict[str, dict[str, str]] = {
    "people.not_your_alert": {
        "en": "That alert is not one of yours.",
        "ja": "このアラートはあなた宛てではありません。",
    },
    "people.not_a_currency": {
        "en": "“{text}” is not a currency code; write three letters such as JPY or USD.",
        "ja": "「{text}」は通貨コードではありません。JPY や USD のように3文字で書いてください。",
    },
    "people.reason.dismissed": {
        "en": "you said it is not for you",
        "ja": "「興味なし」が選ばれました",
    },
}
