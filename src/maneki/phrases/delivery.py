"""What we say about delivery. Reasons are clauses without a full stop."""

from __future__ import annotations

CATALOGUE: dict[str, dict[str, str]] = {
    "delivery.suspended": {
        "en": "⚠️ I cannot write to {place}: {reason}. What is due there waits and is not lost. "
        "Once that is put right, choose it again with /alertchannel, or choose another "
        "destination.",
        "ja": "⚠️ {place}に送信できません（{reason}）。"
        "届くはずだった通知は失われず、保留されています。"
        "解決したら /alertchannel でもう一度選ぶか、別の送り先を選んでください。",
    },
    "delivery.place.dm": {"en": "your direct messages", "ja": "あなたのDM"},
    "delivery.place.channel": {"en": "the channel you chose", "ja": "選択したチャンネル"},
    "delivery.place.thread": {"en": "the thread you chose", "ja": "選択したスレッド"},
    "delivery.place.phone": {"en": "your phone", "ja": "あなたの電話番号"},
    "delivery.place.in_server": {"en": "{place} in {server}", "ja": "{server}の{place}"},
    "delivery.reason.lacking": {
        "en": "I lack {names} there",
        "ja": "ボットに{names}の権限がありません",
    },
    "delivery.reason.broke_off": {
        "en": "something went wrong while I looked for it",
        "ja": "確認中に問題が発生しました",
    },
    "delivery.failed.refused": {
        "en": "the platform refused it even as plain text: {detail}",
        "ja": "テキストだけにしても受け付けられませんでした: {detail}",
    },
    "delivery.failed.too_often": {
        "en": "it could not be delivered in {detail} attempts",
        "ja": "{detail}回試みましたが、届けられませんでした",
    },
    "delivery.failed.unsure": {
        "en": "it may or may not have arrived: {detail}",
        "ja": "届いたかどうか確認できません: {detail}",
    },
    "delivery.reason.merged": {
        "en": "it went to another of your destinations as well",
        "ja": "別の通知先にも届いています",
    },
    "delivery.reason.in_digest": {"en": "it is in a digest", "ja": "まとめの中で届きます"},
    "delivery.held.snoozed": {"en": "you snoozed the filter", "ja": "フィルターを休ませています"},
    "delivery.held.paused": {"en": "you paused your alerts", "ja": "通知を一時停止しています"},
    "delivery.held.quiet": {"en": "these are your quiet hours", "ja": "おやすみ時間中です"},
    "delivery.held.digest": {
        "en": "it comes in the filter’s next digest",
        "ja": "フィルターの次のまとめに入ります",
    },
    "delivery.held.cap": {
        "en": "your limit is reached, so it comes in a digest",
        "ja": "上限に達したため、まとめてお届けします",
    },
    "delivery.held.backlog": {
        "en": "much piled up while the destination was closed, so it comes in a digest",
        "ja": "送信できない間に多くたまったため、まとめてお届けします",
    },
    "delivery.held.hours": {
        "en": "it is too early or too late there for a text message",
        "ja": "SMSを送るには早すぎるか遅すぎる時間帯です",
    },
    "delivery.held.doubt": {
        "en": "it is not certain that more text messages are wanted",
        "ja": "SMSの受信を続けるご意思が確認できていません",
    },
    "delivery.held.spent": {
        "en": "what text messages may cost the shop this month is spent",
        "ja": "今月のSMSの予算に達しました",
    },
    "delivery.unwanted.stale": {
        "en": "what it tells of is looked through again, and comes in another",
        "ja": "内容を見直して、別のまとめでお届けします",
    },
    "delivery.unwanted.unreadable": {
        "en": "what it says cannot be read any more",
        "ja": "内容を読み取れなくなりました",
    },
    "delivery.unwanted.no_filter": {
        "en": "the filter was paused or deleted",
        "ja": "フィルターが一時停止または削除されました",
    },
    "delivery.unwanted.gone": {
        "en": "it was sold or ended before it was sent",
        "ja": "送信前に売れたか終了しました",
    },
    "delivery.unwanted.adult": {
        "en": "adult listings are shown in age-restricted destinations only",
        "ja": "成人向けの出品は年齢制限のある送り先にだけ表示されます",
    },
    "delivery.unwanted.not_private": {
        "en": "it is for you alone, and others read there",
        "ja": "あなただけに宛てたものですが、他の人も読める場所です",
    },
}
