"""What is said of the hours at which the shop is open."""

from __future__ import annotations

CATALOGUE: dict[str, dict[str, str]] = {
    "keeper.hours.unknown": {
        "en": "I do not know the opening hours. Shall I ask a person at the shop to write to you?",
        "ja": "営業時間は分かりません。お店の者からご連絡しましょうか？",
    },
    "keeper.hours.open_now": {
        "en": "We are open now, until {time}.",
        "ja": "ただいま営業中です（{time}まで）。",
    },
    "keeper.hours.closed_now": {
        "en": "We are closed at this moment.",
        "ja": "ただいま営業時間外です。",
    },
    "keeper.hours.next": {
        "en": "We open again on {day} at {time}.",
        "ja": "次の営業は{day}の{time}からです。",
    },
    "keeper.hours.next_today": {
        "en": "We open today at {time}.",
        "ja": "本日は{time}から営業します。",
    },
    "keeper.hours.open": {"en": "{day}: {spans}", "ja": "{day}：{spans}"},
    "keeper.hours.closed": {"en": "{day}: closed", "ja": "{day}：休業"},
    "keeper.hours.span": {"en": "{opens} to {closes}", "ja": "{opens}から{closes}まで"},
    "keeper.hours.to": {"en": "{first} to {last}", "ja": "{first}～{last}"},
    "keeper.hours.and": {"en": " and ", "ja": "、"},
    "keeper.hours.unplaced": {
        "en": "I do not know which date that is. These are the usual hours:",
        "ja": "その日付は分かりません。通常の営業時間です。",
    },
    "keeper.hours.week": {"en": "Our hours:", "ja": "営業時間です。"},
    "keeper.hours.yes_open_now": {
        "en": "Yes, we are open now, until {time}.",
        "ja": "はい、ただいま営業中です（{time}まで）。",
    },
    "keeper.hours.no_open_now": {
        "en": "No, we are open now, until {time}.",
        "ja": "いいえ、ただいま営業中です（{time}まで）。",
    },
    "keeper.hours.yes_closed_now": {
        "en": "Yes, we are closed at this moment.",
        "ja": "はい、ただいま営業時間外です。",
    },
    "keeper.hours.no_closed_now": {
        "en": "No, we are closed at this moment.",
        "ja": "いいえ、ただいま営業時間外です。",
    },
    "keeper.hours.yes_later": {
        "en": "Yes, we open today at {time}.",
        "ja": "はい、本日は{time}から営業します。",
    },
    "keeper.hours.no_later": {
        "en": "No, we open today at {time}.",
        "ja": "いいえ、本日は{time}から営業します。",
    },
    "keeper.hours.yes_open": {"en": "Yes, we are open.", "ja": "はい、営業しています。"},
    "keeper.hours.no_open": {"en": "No, we are open.", "ja": "いいえ、営業しています。"},
    "keeper.hours.yes_closed": {"en": "Yes, we are closed.", "ja": "はい、休業です。"},
    "keeper.hours.no_closed": {"en": "No, we are closed.", "ja": "いいえ、休業です。"},
    "keeper.hours.yes_open_at": {
        "en": "Yes, we are open at {time}.",
        "ja": "はい、{time}は営業しています。",
    },
    "keeper.hours.no_open_at": {
        "en": "No, we are open at {time}.",
        "ja": "いいえ、{time}は営業しています。",
    },
    "keeper.hours.yes_closed_then": {
        "en": "Yes, we are closed then.",
        "ja": "はい、その時間は営業していません。",
    },
    "keeper.hours.no_closed_then": {
        "en": "No, we are closed then.",
        "ja": "いいえ、その時間は営業していません。",
    },
    "keeper.hours.yes_opens": {
        "en": "Yes, we open at {time}.",
        "ja": "はい、開店は{time}です。",
    },
    "keeper.hours.no_opens": {
        "en": "No, we open at {time}.",
        "ja": "いいえ、開店は{time}です。",
    },
    "keeper.hours.yes_closes": {
        "en": "Yes, we close at {time}.",
        "ja": "はい、閉店は{time}です。",
    },
    "keeper.hours.no_closes": {
        "en": "No, we close at {time}.",
        "ja": "いいえ、閉店は{time}です。",
    },
    "keeper.hours.opens": {"en": "We open at {time}.", "ja": "開店は{time}です。"},
    "keeper.hours.closes": {"en": "We close at {time}.", "ja": "閉店は{time}です。"},
    "keeper.hours.short_span": {"en": "{opens}-{closes}", "ja": "{opens}～{closes}"},
    "keeper.hours.short_to": {"en": "{first}-{last}", "ja": "{first}～{last}"},
    "keeper.hours.special": {
        "en": "These days are unlike the others:",
        "ja": "通常と異なる日です。",
    },
    "keeper.hours.past": {
        "en": "{day} is over. Which day do you mean?",
        "ja": "{day}は過ぎています。どの日のことでしょうか？",
    },
    "keeper.hours.impossible": {
        "en": 'You wrote "{day}": there is no such day. Which one do you mean?',
        "ja": "{day}という日付はありません。どの日のことでしょうか？",
    },
}
