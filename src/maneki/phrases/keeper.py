"""What the shopkeeper says without a language model. It reads as well in a text message: straight
quotes, no emoji, and nothing that a tool has not returned.
"""

from __future__ import annotations

CATALOGUE: dict[str, dict[str, str]] = {
    # What tools refuse
    "keeper.private_only": {
        "en": "Others can read along here, so I only talk about that in private. Send me a direct "
        "message and ask again.",
        "ja": "ここは他の人にも見えるため、その件は個別にのみお答えします。"
        "ダイレクトメッセージでもう一度お尋ねください。",
    },
    "keeper.no_such_book": {
        "en": "I do not know that book.",
        "ja": "その本は見つかりません。",
    },
    "keeper.like.unknown": {
        "en": 'I could not find "{like}" in our catalogue, so I cannot tell what is like it. Name '
        "another book or an author that you liked.",
        "ja": "「{like}」は当店の目録に見つかりません。"
        "お好きな別の本か著者の名前を教えてください。",
    },
    "keeper.hours.unknown": {
        "en": "I do not know the opening hours. Shall I ask a person at the shop to write to you?",
        "ja": "営業時間は分かりません。お店の者からご連絡しましょうか？",
    },
    "keeper.name.unreadable": {
        "en": "That name cannot be shown; use letters or digits.",
        "ja": "その名前は表示できません。文字か数字を使ってください。",
    },
    "keeper.filters.no_such": {
        "en": 'I do not know an alert of yours called "{name}". Ask "what are my alerts?" to see '
        "them.",
        "ja": "「{name}」というお知らせは見つかりません。「お知らせの一覧」と書くと確認できます。",
    },
    "keeper.not_a_price": {
        "en": "I do not understand that price; write a number such as 20.",
        "ja": "その金額は読み取れません。20 のような数字で書いてください。",
    },
    "keeper.staff.no_reason": {
        "en": "asked to talk to a person",
        "ja": "担当者との会話を希望",
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
}
