"""What we say of what became of a delivery, and what may be done about it."""

from __future__ import annotations

CATALOGUE: dict[str, dict[str, str]] = {
    "delivery.withdrawn.operator": {
        "en": "whoever runs this bot withdrew it",
        "ja": "運営者が取り消しました",
    },
    "delivery.resend.unknown": {
        "en": "There is no such delivery, or it is forgotten by now.",
        "ja": "その通知は見つかりません（古いものは削除されます）。",
    },
    "delivery.resend.sent": {"en": "It was sent already.", "ja": "すでに送信されています。"},
    "delivery.resend.held": {
        "en": "It is held and goes by itself: {reason}.",
        "ja": "保留中で、時間になれば自動的に送信されます（{reason}）。",
    },
    "delivery.resend.merged": {
        "en": "It does not go by itself: {reason}. /alerts log says what became of that.",
        "ja": "単独では送信されません（{reason}）。結果は /alerts log で確認できます。",
    },
    "delivery.resend.withdrawn": {
        "en": "It was withdrawn: {reason}.",
        "ja": "取り消されました（{reason}）。",
    },
    "delivery.resend.suspended": {
        "en": "I cannot write to where it goes: {reason}. /alertchannel chooses another "
        "destination.",
        "ja": "送り先に送信できません（{reason}）。/alertchannel で別の送り先を選べます。",
    },
    "delivery.resend.unwanted": {
        "en": "It makes no sense to send it any more: {reason}.",
        "ja": "送信する必要がなくなりました（{reason}）。",
    },
    "delivery.not_withdrawn": {
        "en": "It is {state}, so there is nothing to withdraw.",
        "ja": "状態が {state} のため、取り消せません。",
    },
}
