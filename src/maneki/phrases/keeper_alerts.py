"""What the shopkeeper says of alerts without a language model, and the terms that are said whoever
speaks.
"""

from __future__ import annotations

CATALOGUE: dict[str, dict[str, str]] = {
    "keeper.filters.no_such": {
        "en": 'I do not know an alert of yours called "{name}". Ask "what are my alerts?" to see '
        "them.",
        "ja": "「{name}」というお知らせは見つかりません。通知の一覧、と書くと確認できます。",
    },
    "keeper.filter.any_book": {"en": "any book", "ja": "すべての本"},
    "keeper.filter.under": {"en": "{what} up to {amount}", "ja": "{what}（{amount}まで）"},
    "keeper.texts.terms": {
        "en": "{shop} may then text you up to 3 times a day about what you asked for; message and "
        "data rates may apply, and STOP ends it. To agree, reply YES.",
        "ja": "{shop}から、ご依頼の件についてSMSを1日3通までお送りします。"
        "通信料がかかる場合があります。STOPと返信すると停止します。"
        "同意される場合は YES と返信してください。",
    },
    "keeper.watch.what": {
        "en": "What shall I watch for? Write a title, an author or a genre, and a price limit if "
        "you like.",
        "ja": "何の入荷をお知らせしましょうか？書名、著者、ジャンル、ご予算を書いてください。",
    },
    "keeper.watch.made": {
        "en": 'I will tell you when this is on our shelf: {name}. To end it, write "pause {name}".',
        "ja": "入荷のときにお知らせします：{name}。"
        "止めるには、この名前に続けて停止と書いてください。",
    },
    "keeper.watch.known": {
        "en": "You asked for that before, and I will still tell you: {name}. To end it, write "
        '"pause {name}".',
        "ja": "すでにご依頼いただいています。入荷のときにお知らせします：{name}。"
        "止めるには、この名前に続けて「を停止」と書いてください。",
    },
    "keeper.watch.there": {
        "en": "So there is nothing to wait for.",
        "ja": "お待ちいただく必要はありません。",
    },
    "keeper.watch.agreed": {
        "en": "Noted: you agree to texts about what you asked for. STOP ends them at any moment.",
        "ja": "同意を承りました。STOPと返信するといつでも停止できます。",
    },
    "keeper.filters.list": {"en": "Your alerts:", "ja": "お知らせの一覧です。"},
    "keeper.filters.paused": {"en": "{name} (paused)", "ja": "{name}（停止中）"},
    "keeper.filters.how": {
        "en": 'Write "pause", "resume" or "delete" and its name.',
        "ja": "名前に続けて、停止、再開または削除と書いてください。",
    },
    "keeper.filters.none": {
        "en": 'You have no alerts with us. To make one, write "tell me when" and what you wait '
        "for.",
        "ja": "お知らせの登録はありません。書名に続けて、入ったら教えて、と書くと登録できます。",
    },
    "keeper.filters.paused_now": {
        "en": 'Paused now: {names}. To go on, write "resume" and its name.',
        "ja": "停止しました：{names}。再開するには、名前に続けて再開と書いてください。",
    },
    "keeper.filters.no_end": {
        "en": 'I keep no date for that: they stay paused until you write "resume".',
        "ja": "期日は設定できません。再開と書くまで停止したままです。",
    },
    "keeper.filters.no_beginning": {
        "en": 'I keep no date for that, so I have changed nothing: {names}. Write "resume" when it '
        "is to run again.",
        "ja": "期日は設定できないため、そのままにしました：{names}。"
        "再開するときに「再開」と書いてください。",
    },
    "keeper.filters.resumed_now": {
        "en": "Running again: {names}.",
        "ja": "再開しました：{names}。",
    },
    "keeper.filters.deleted_now": {
        "en": 'Deleted now: {names}. To undo that, write "bring back" and its name.',
        "ja": "削除しました：{names}。元に戻すには、名前に続けて元に戻すと書いてください。",
    },
    "keeper.filters.nothing_deleted": {
        "en": "There is no deleted alert to bring back.",
        "ja": "元に戻せるお知らせはありません。",
    },
    "keeper.filters.nothing_to_pause": {
        "en": "None of your alerts was running.",
        "ja": "動いているお知らせはありません。",
    },
    "keeper.filters.nothing_to_resume": {
        "en": "None of your alerts was paused.",
        "ja": "停止中のお知らせはありません。",
    },
    "keeper.filters.which": {
        "en": "Which one do you mean? Write its name, or all.",
        "ja": "どのお知らせですか？名前か「全部」と書いてください。",
    },
    "keeper.alerts.list": {"en": "What I told you of last:", "ja": "最近のお知らせです。"},
    "keeper.alerts.one": {"en": "{title}, {day}", "ja": "{title}、{day}"},
    "keeper.alerts.priced": {"en": "{title}, {amount}, {day}", "ja": "{title}、{amount}、{day}"},
    "keeper.alerts.none": {
        "en": "There are no alerts of ours to you yet.",
        "ja": "お知らせはまだありません。",
    },
    "keeper.texts.again": {
        "en": "If that is your yes to texts about {names}: it is too long ago that I asked, so "
        "here it is again.",
        "ja": "{names}のSMSへの同意でしょうか。"
        "お尋ねしてから時間がたっているため、もう一度確認します。",
    },
    "keeper.texts.declined": {
        "en": "All right, I will not text you about it. {names} stays among your alerts and tells "
        'you nothing by text; "my alerts" shows how to agree later, "delete" and its name '
        "removes it.",
        "ja": "承知しました。SMSではお知らせしません。{names}の登録は残りますが、SMSは送りません。"
        "通知の一覧、と書くと後から同意でき、名前に続けて削除と書くと登録を消せます。",
    },
    "keeper.texts.declined.none": {
        "en": "All right, I will not text you about it.",
        "ja": "承知しました。SMSではお知らせしません。",
    },
    "keeper.filters.waits": {
        "en": "{name} (no texts yet: waits for your YES)",
        "ja": "{name}（SMS未送信：同意待ち）",
    },
    "keeper.filters.waits_elsewhere": {
        "en": 'What waits for your YES tells you nothing yet: text "my alerts" to us from your '
        "phone, and answer YES there.",
        "ja": "同意待ちのものはまだお知らせしません。携帯電話から「通知の一覧」と送り、"
        "YES と返信してください。",
    },
    "keeper.watch.unheeded": {
        "en": "What I cannot tell of a book that comes in, and so leave out: {what}. You hear of "
        "every copy that fits otherwise, whenever it comes.",
        "ja": "次の点は入荷した本からは分からないため、条件に含めません：{what}。"
        "どの版でも、いつでも、入荷のときにお知らせします。",
    },
    "keeper.watch.there_unheeded": {
        "en": "I did not make an alert, since any copy would do for it: what I cannot tell of them "
        "is {what}. {offer}",
        "ja": "お知らせは登録していません。次の点は私には分かりません：{what}。{offer}",
    },
}
