"""What we say to people who want to be forgotten, or to see what is kept of them."""

from __future__ import annotations

CATALOGUE: dict[str, dict[str, str]] = {
    "privacy.will_go": {
        "en": "This deletes all that we keep of you: {conversations} conversations, {messages} "
        "messages, {facts} things we remember, {filters} filters, {alerts} alerts and your "
        "addresses. It cannot be undone.",
        "ja": "あなたに関する保存内容をすべて削除します: 会話{conversations}件、"
        "メッセージ{messages}件、覚えていること{facts}件、フィルター{filters}件、"
        "アラート{alerts}件、連絡先。元に戻すことはできません。",
    },
    "privacy.gone": {
        "en": "All that we kept of you is deleted.",
        "ja": "あなたに関する保存内容をすべて削除しました。",
    },
    "privacy.consents_stay": {
        "en": "What your phone number agreed to or opted out of stays on record, as the law asks "
        "for; so it stays opted out if it is.",
        "ja": "電話番号の同意と配信停止の記録は、法令により残ります。"
        "停止中の場合は停止のままです。",
    },
    "privacy.nothing_kept": {
        "en": "We keep nothing of you.",
        "ja": "あなたに関する保存内容はありません。",
    },
    "privacy.export_elsewhere": {
        "en": "A text cannot carry all that we keep of you. Text LINK, enter the code on Discord "
        "with /link and use /export there.",
        "ja": "保存内容はSMSでは送れません。LINK と送り、届いたコードを Discord の /link に入力し、"
        "/export をご利用ください。",
    },
}
