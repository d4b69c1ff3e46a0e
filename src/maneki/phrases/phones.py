"""What we say of phone numbers that are none."""

from __future__ import annotations

CATALOGUE: dict[str, dict[str, str]] = {
    "phones.unreadable": {
        "en": "We could not read this as a phone number; write it with its country code, such as "
        "+1 212 555 0123.",
        "ja": "電話番号として読み取れませんでした。"
        "+81 90 1234 5678 のように国番号を付けて入力してください。",
    },
    "phones.invalid": {
        "en": "This is an invalid phone number; write all of it, with its country code, such as "
        "+1 212 555 0123.",
        "ja": "電話番号が正しくありません。"
        "+81 90 1234 5678 のように国番号から最後の桁まで入力してください。",
    },
}
