"""What `/alerts log` says."""

from __future__ import annotations

CATALOGUE: dict[str, dict[str, str]] = {
    "discord.command.alerts.log": {
        "en": "What became of your last alerts: sent, held, failed, and why",
        "ja": "最近の通知の結果（送信、保留、失敗とその理由）",
    },
    "discord.command.alerts.log.count": {"en": "How many at once", "ja": "一度に表示する件数"},
    "discord.log.none": {
        "en": "Nothing was to be sent to you lately.",
        "ja": "最近の通知はありません。",
    },
    "discord.log.head": {
        "en": "What was for you, the newest first:",
        "ja": "あなた宛ての通知（新しい順）：",
    },
    "discord.log.filters": {"en": "for {names}", "ja": "フィルター：{names}"},
    "discord.log.kind.notice": {"en": "📣 Notice", "ja": "📣 お知らせ"},
    "discord.log.kind.reply": {"en": "💬 Reply", "ja": "💬 返信"},
    "discord.log.kind.digest": {"en": "🗞️ Digest", "ja": "🗞️ まとめ"},
    "discord.log.sent": {
        "en": "✅ sent {when} to {place}",
        "ja": "✅ {when} に {place} へ送信",
    },
    "discord.log.possibly_repeated": {
        "en": "it may be there twice: whether the first message arrived could not be found out",
        "ja": "最初の送信が届いたか確認できなかったため、二重に届いている可能性があります",
    },
    "discord.log.due": {
        "en": "⏳ waits for its turn at {place}",
        "ja": "⏳ {place} への送信待ち",
    },
    "discord.log.sending": {
        "en": "⏳ is on its way to {place}",
        "ja": "⏳ {place} へ送信中",
    },
    "discord.log.held": {
        "en": "🌙 held until {when}: {reason}",
        "ja": "🌙 {when} まで保留：{reason}",
    },
    "discord.log.held_open": {
        "en": "🌙 held until you say so: {reason}",
        "ja": "🌙 再開するまで保留：{reason}",
    },
    "discord.log.suspended": {
        "en": "⛔ waits, because I cannot write to {place}: {reason}",
        "ja": "⛔ {place} に送信できないため保留：{reason}",
    },
    "discord.log.withdrawn": {
        "en": "➖ not sent: {reason}",
        "ja": "➖ 送信せず：{reason}",
    },
    "discord.log.merged": {
        "en": "🔗 not sent by itself: {reason}",
        "ja": "🔗 単独では送信せず：{reason}",
    },
    "discord.log.failed": {"en": "⚠️ failed: {reason}", "ja": "⚠️ 失敗：{reason}"},
    "discord.log.resend": {"en": "Send {number} again", "ja": "{number} を再送"},
    "discord.log.resent": {
        "en": "On its way once more: {what}",
        "ja": "再送します：{what}",
    },
    "discord.log.resent_later": {
        "en": "To be sent once more: {what}",
        "ja": "再送予定：{what}",
    },
    "discord.log.newest": {"en": "⏮ Newest", "ja": "⏮ 最新"},
    "discord.log.older": {"en": "Older ▶", "ja": "前の通知 ▶"},
}
