"""What the shopkeeper says of what it remembers of a customer."""

from __future__ import annotations

CATALOGUE: dict[str, dict[str, str]] = {
    "memory.noted": {"en": "Noted: {facts}.", "ja": "覚えておきます：{facts}。"},
    "memory.and": {"en": "; ", "ja": "、"},
    "memory.and.things": {"en": " and ", "ja": "と"},
    "memory.fact.name": {"en": "your name is {name}", "ja": "お名前は{name}"},
    "memory.fact.has_read": {"en": "you have read {what}", "ja": "{what}は既読"},
    "memory.fact.owns": {"en": "you have {what}", "ja": "{what}はお持ち"},
    "memory.fact.likes": {"en": "you like {what}", "ja": "{what}がお好き"},
    "memory.fact.dislikes": {"en": "you do not like {what}", "ja": "{what}は苦手"},
    "memory.fact.likes.book": {"en": "you liked {what}", "ja": "{what}がお気に入り"},
    "memory.fact.dislikes.book": {"en": "you did not like {what}", "ja": "{what}はお気に召さず"},
    "memory.unknown": {
        "en": "I did not find {what} in our catalogue, so I could not make a note of it.",
        "ja": "{what}は目録に見つからないため、記録できませんでした。",
    },
    "memory.no_name": {
        "en": "Your name is no longer in my memory.",
        "ja": "お名前はもう記憶していません。",
    },
    "memory.no_name.known": {
        "en": "I do not know your name.",
        "ja": "お名前は存じ上げません。",
    },
    "memory.unsaid": {
        "en": "That is no longer in my memory: {facts}.",
        "ja": "次のことはもう記憶していません：{facts}。",
    },
    "memory.unsaid.nothing": {
        "en": "I did not recognize what you mean. Ask what I know about you to see it.",
        "ja": "何のことか分かりませんでした。私について何を覚えているか、とお尋ねください。",
    },
    "memory.known": {"en": "This is what I remember of you:", "ja": "覚えていることです。"},
    "memory.known.nothing": {
        "en": "I remember nothing of you but what we have written to each other.",
        "ja": "これまでのやり取りのほかに、覚えていることはありません。",
    },
    "memory.known.name": {"en": "Your name: {name}.", "ja": "お名前：{name}。"},
    "memory.known.likes": {"en": "You like: {what}.", "ja": "お好きなもの：{what}。"},
    "memory.known.dislikes": {"en": "You do not like: {what}.", "ja": "苦手なもの：{what}。"},
    "memory.known.liked": {"en": "Books you liked: {books}.", "ja": "お気に入りの本：{books}。"},
    "memory.known.disliked": {
        "en": "Books you did not like: {books}.",
        "ja": "お気に召さなかった本：{books}。",
    },
    "memory.known.owned": {
        "en": "Books you have or have read: {books}.",
        "ja": "お持ちか既読の本：{books}。",
    },
    "memory.known.shown": {
        "en": "Books I showed you last: {books}.",
        "ja": "最近ご案内した本：{books}。",
    },
    "memory.known.more": {"en": "{count} more", "ja": "ほか{count}冊"},
    "memory.known.how.discord": {
        "en": "What we wrote and your alerts are kept as well: /export hands out all of it, and "
        "/forget deletes it.",
        "ja": "やり取りとお知らせも保存しています。/export ですべてをお渡しし、"
        "/forget で削除します。",
    },
    "memory.known.how.sms": {
        "en": "What we wrote and your alerts are kept as well. Reply FORGET ME to have all of it "
        "deleted, or MY DATA for a copy of it.",
        "ja": "やり取りとお知らせも保存しています。"
        "すべて削除するには「データ削除」と返信してください。"
        "写しは「データ」と返信すると受け取れます。",
    },
    # Recommending
    "memory.recommend.none.priced": {
        "en": "I did not find anything new to you to recommend for up to {amount}. Name a book, an "
        "author or a genre that you like, or another amount.",
        "ja": "{amount}以内でまだご紹介していない本が見つかりません。"
        "お好きな本、著者、ジャンルか、別のご予算を教えてください。",
    },
    "keeper.why.liked_author": {"en": "you like {about}", "ja": "{about}がお好きとのこと"},
    "keeper.why.liked_book": {
        "en": "by the author of {about}, which you liked",
        "ja": "お気に入りの「{about}」と同じ著者です",
    },
    "keeper.why.liked_subject": {"en": "you like {about}", "ja": "{about}がお好きとのこと"},
}
