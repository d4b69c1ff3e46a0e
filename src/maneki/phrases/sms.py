"""What we say of text messages that did not go out."""

from __future__ import annotations

CATALOGUE: dict[str, dict[str, str]] = {
    "sms.reason.opted_out": {
        "en": "the number has opted out of text messages",
        "ja": "この電話番号はSMSの受信を停止しています",
    },
    "sms.reason.unreachable": {
        "en": "the number cannot receive our text messages",
        "ja": "この電話番号には当店からのSMSが届きません",
    },
}
