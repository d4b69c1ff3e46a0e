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
    "keeper.name.unreadable": {
        "en": "That name cannot be shown; use letters or digits.",
        "ja": "その名前は表示できません。文字か数字を使ってください。",
    },
    "keeper.not_a_price": {
        "en": "I do not understand that price; write a number such as 20.",
        "ja": "その金額は読み取れません。20 のような数字で書いてください。",
    },
    "keeper.staff.no_reason": {
        "en": "asked to talk to a person",
        "ja": "担当者との会話を希望",
    },
    # A book in words
    "keeper.title": {"en": '"{title}"', "ja": "「{title}」"},
    "keeper.book.by": {"en": "{title} by {authors}", "ja": "{title}（{authors}）"},
    "keeper.book.and": {"en": " and ", "ja": "、"},
    "keeper.book.year": {"en": "{book} ({year})", "ja": "{book} {year}年"},
    "keeper.book.in_stock": {"en": "{count} in stock", "ja": "在庫{count}冊"},
    "keeper.book.out": {"en": "not in stock", "ja": "在庫なし"},
    "keeper.book.series": {
        "en": "It is book {position} of {series}.",
        "ja": "「{series}」の第{position}巻です。",
    },
    "keeper.book.of_series": {
        "en": "It belongs to {series}.",
        "ja": "「{series}」シリーズの本です。",
    },
    "keeper.book.pages": {"en": "It has {pages} pages.", "ja": "{pages}ページです。"},
    "keeper.book.rating": {
        "en": "It is rated {rating} out of 5 ({count} ratings).",
        "ja": "評価は{rating}/5です（{count}件）。",
    },
    "keeper.book.readers": {"en": "It has {count} readers.", "ja": "読者は{count}人です。"},
    "keeper.book.no_more": {
        "en": "I do not know more about it.",
        "ja": "それ以上のことは分かりません。",
    },
    "keeper.book.no_description": {
        "en": "There is no description of {book} on file.",
        "ja": "{book}の紹介文はありません。",
    },
    "keeper.series.unknown": {
        "en": "I do not know of a series that {book} belongs to.",
        "ja": "{book}がどのシリーズの本かは分かりません。",
    },
    "keeper.book.about": {"en": "From its description: {text}", "ja": "紹介文より：{text}"},
    # Finding
    "keeper.found": {"en": "I found {book}.", "ja": "{book}が見つかりました。"},
    "keeper.found.by": {"en": "By {author}:", "ja": "{author}の本です。"},
    "keeper.found.genre": {"en": "Under {genre} I found:", "ja": "{genre}の本です。"},
    "keeper.found.series": {"en": "I found these of {series}:", "ja": "「{series}」の本です。"},
    "keeper.found.several": {"en": "I found:", "ja": "見つかった本です。"},
    "keeper.found.newest": {"en": "Newest first:", "ja": "新しい順です。"},
    "keeper.newest.within": {
        "en": "Published in that time; when a book came in is not on file:",
        "ja": "その期間に出版された本です（入荷日の記録はありません）。",
    },
    "keeper.newest.none_within": {
        "en": "I know of nothing that was published in that time, and when a book came in is not "
        "on file.",
        "ja": "その期間に出版された本は見つかりません。入荷日の記録はありません。",
    },
    "keeper.found.more": {
        "en": "Ask about one by its number, or for books like it.",
        "ja": "番号で詳しくお尋ねいただけます。",
    },
    "keeper.found.one_more": {
        "en": "You can ask me more about it, or for books like it.",
        "ja": "詳細や似た本もお尋ねください。",
    },
    "keeper.near": {
        "en": "I did not find {what} in our catalogue. The nearest that I have:",
        "ja": "{what}は目録に見つかりません。近いものはこちらです。",
    },
    "keeper.that": {"en": "that", "ja": "その本"},
    "keeper.none": {
        "en": "I did not find {what} in our catalogue.",
        "ja": "{what}は目録に見つかりません。",
    },
    "keeper.none.any": {
        "en": "I did not find anything like that in our catalogue.",
        "ja": "その条件の本は目録に見つかりません。",
    },
    "keeper.none.then": {
        "en": "Try another spelling, or only the author's name.",
        "ja": "別の書き方や、著者名だけでもお試しください。",
    },
    "keeper.none.unasked": {
        "en": "I could not ask everybody who may know it, so there may be such a book all the "
        "same.",
        "ja": "ただし、いま確認できない情報源があるため、ないとは言い切れません。",
    },
    "keeper.none.genre": {
        "en": "Try another genre, or an author that you like.",
        "ja": "別のジャンルや、お好きな著者でもお試しください。",
    },
    "keeper.none.priced": {
        "en": "I did not find any with a price up to {amount}. Without that limit:",
        "ja": "{amount}以内の本は見つかりません。金額を問わない場合はこちらです。",
    },
    "keeper.none.volume": {
        "en": "I did not find book {position} of {series} in our catalogue.",
        "ja": "「{series}」の第{position}巻は目録に見つかりません。",
    },
    "keeper.series.after": {
        "en": "After {named} comes {book}.",
        "ja": "{named}の次は{book}です。",
    },
    "keeper.series.before": {
        "en": "Before {named} comes {book}.",
        "ja": "{named}の前は{book}です。",
    },
    "keeper.series.after.further": {
        "en": "The next one of {series} that I know after {named} is book {position}: {book}.",
        "ja": "{named}の後で分かる「{series}」の本は第{position}巻の{book}です。",
    },
    "keeper.series.before.further": {
        "en": "The one of {series} that I know before {named} is book {position}: {book}.",
        "ja": "{named}の前で分かる「{series}」の本は第{position}巻の{book}です。",
    },
    "keeper.series.last": {
        "en": "{named} is the last book of {series} that I know of.",
        "ja": "{named}は「{series}」で分かる最後の本です。",
    },
    "keeper.series.first": {
        "en": "{named} is the first book of {series} that I know of.",
        "ja": "{named}は「{series}」で分かる最初の本です。",
    },
    "keeper.shown.beyond": {
        "en": "I showed you only {count} books, so there is no number {place}. Which one do you "
        "mean?",
        "ja": "お見せした本は{count}冊で、{place}番はありません。どの本のことでしょうか？",
    },
    "keeper.shown.beyond.one": {
        "en": "I showed you only one book, so there is no number {place}. Which one do you mean?",
        "ja": "お見せした本は1冊で、{place}番はありません。どの本のことでしょうか？",
    },
    "keeper.isbn.wrong": {
        "en": "That ISBN's last digit does not fit; one of its digits must be wrong. Please check "
        "it, or write the title.",
        "ja": "そのISBNは末尾の数字が合いません。番号をお確かめいただくか、書名を書いてください。",
    },
    "keeper.which": {
        "en": "Did you mean one of these? Write its number.",
        "ja": "どの本のことでしょうか？番号でお答えください。",
    },
    "keeper.which.book": {
        "en": "Which book do you mean? Write its title, or its author.",
        "ja": "どの本のことでしょうか？書名か著者名を書いてください。",
    },
    # Recommending
    "keeper.recommend": {"en": "You could try:", "ja": "こちらはいかがでしょう。"},
    "keeper.recommend.near": {
        "en": "I did not find anything quite like that. Perhaps one of these:",
        "ja": "ご希望どおりの本は見つかりません。こちらはいかがでしょう。",
    },
    "keeper.recommend.none": {
        "en": "I did not find anything to recommend that you do not know from me already. Name a "
        "book, an author or a genre that you like, and I look again.",
        "ja": "まだご紹介していない本が見つかりません。"
        "お好きな本、著者、ジャンルを教えてください。",
    },
    "keeper.recommend.without_mood": {
        "en": "I know of nothing under {genre} that is described as {mood}. You could try:",
        "ja": "{genre}で「{mood}」と紹介されている本は見つかりません。こちらはいかがでしょう。",
    },
    "keeper.why.next_in_series": {
        "en": "it comes next in {about}",
        "ja": "「{about}」の次の巻です",
    },
    "keeper.why.same_series": {"en": "it is of {about}, too", "ja": "同じ「{about}」の本です"},
    "keeper.why.same_author": {"en": "also by {about}", "ja": "同じ{about}の本です"},
    "keeper.why.mood": {
        "en": "its description has the word {about} in it",
        "ja": "紹介に「{about}」とあります",
    },
    "keeper.why.subject": {"en": "it is filed under {about}", "ja": "分類は{about}です"},
    "keeper.why.rated": {
        "en": "rated {rating} out of 5 ({count} ratings)",
        "ja": "評価は{rating}/5（{count}件）",
    },
    "keeper.why.in_stock": {"en": "it is here now", "ja": "いま店頭にあります"},
    # The shelf
    "keeper.stock.some": {
        "en": "{book}: {count} in stock{price}.",
        "ja": "{book}：在庫{count}冊{price}。",
    },
    "keeper.stock.price": {"en": ", {amount}", "ja": "、{amount}"},
    "keeper.stock.none": {
        "en": "{book} is not in stock at the moment.",
        "ja": "{book}は現在、在庫がありません。",
    },
    "keeper.stock.unsaid": {
        "en": "I do not know whether we have a copy of {book}.",
        "ja": "{book}の在庫があるかどうかは分かりません。",
    },
    "keeper.unknown.ages": {
        "en": "I cannot tell for which ages a book is, or how violent it gets: that is not on "
        "file.",
        "ja": "対象年齢や、子ども向けかどうかの記録はありません。",
    },
    "keeper.unknown.content": {
        "en": "I cannot tell how violent or explicit a book is: that is not on file.",
        "ja": "暴力や過激な描写があるかどうかの記録はありません。",
    },
    "keeper.unknown.condition": {
        "en": "I cannot tell what is new and what is used: that is not on file.",
        "ja": "新品か中古かの記録はありません。",
    },
    "keeper.unknown.kind": {
        "en": "I do not know of {kind} copies of any of these.",
        "ja": "これらの本の{kind}の在庫は分かりません。",
    },
    "keeper.unknown.kind.one": {
        "en": "I do not know of {kind} copies of it.",
        "ja": "この本の{kind}の在庫は分かりません。",
    },
    "keeper.unknown.kind.some": {
        "en": "Of these I know as {kind}:",
        "ja": "{kind}の在庫です。",
    },
    "keeper.sort.which": {
        "en": "Which book? I can look for {kind} copies of one book at a time.",
        "ja": "どの本でしょうか？{kind}の在庫は一冊ずつお調べします。",
    },
    "keeper.stock.other_format": {
        "en": "I do not know of {format} copies, but of this:",
        "ja": "{format}の在庫は分かりませんが、こちらがあります。",
    },
    "keeper.stock.fewer": {
        "en": "That is fewer than the {wanted} you asked for.",
        "ja": "ご希望の{wanted}冊には足りません。",
    },
    "keeper.stock.watch": {
        "en": "Shall I tell you when it is?",
        "ja": "入荷したらお知らせしましょうか？",
    },
    "keeper.price": {"en": "{book} costs {amount}{kind}.", "ja": "{book}は{amount}です{kind}。"},
    "keeper.price.kind": {"en": " ({kind})", "ja": "（{kind}）"},
    "keeper.price.unsaid": {
        "en": "I do not know the price of {book}.",
        "ja": "{book}の価格は分かりません。",
    },
    "keeper.compare.cheapest": {"en": "The cheapest first:", "ja": "安い順です。"},
    "keeper.compare.dearest": {"en": "The most expensive first:", "ja": "高い順です。"},
    "keeper.compare.shortest": {"en": "The shortest first:", "ja": "短い順です。"},
    "keeper.compare.longest": {"en": "The longest first:", "ja": "長い順です。"},
    "keeper.compare.newest": {"en": "The newest first:", "ja": "新しい順です。"},
    "keeper.compare.oldest": {"en": "The oldest first:", "ja": "古い順です。"},
    "keeper.compare.best": {"en": "The best rated first:", "ja": "評価の高い順です。"},
    "keeper.compare.pages": {"en": "{pages} pages", "ja": "{pages}ページ"},
    "keeper.compare.rating": {"en": "{rating} out of 5", "ja": "5点中{rating}点"},
    "keeper.compare.unknown": {
        "en": "I do not know that of any of these books.",
        "ja": "これらの本については分かりません。",
    },
    # The shop
    "keeper.policy.no_defects": {
        "en": "It does not say what is done about a copy with a fault.",
        "ja": "不良品の扱いについての記載はありません。",
    },
    "keeper.policy.none": {
        "en": "I found nothing about that in what the shop has written down.",
        "ja": "その件についての記載は見つかりません。",
    },
    "keeper.staff.called": {
        "en": "I have asked a person at the shop to write to you here.",
        "ja": "担当者に連絡しました。こちらでお返事します。",
    },
    "keeper.staff.closed": {
        "en": "They may only see it once we are open again.",
        "ja": "営業時間外のため、お返事は営業再開後になることがあります。",
    },
    "keeper.staff.offer": {
        "en": "Shall I ask a person at the shop to write to you?",
        "ja": "担当者からご連絡しましょうか？",
    },
    "keeper.order": {
        "en": "I cannot take orders, keep books back or look up an order myself.",
        "ja": "ご注文、お取り置き、注文状況の確認は、私ではお受けできません。",
    },
    # Ourselves
    "keeper.link.sms": {
        "en": "To be known as the same customer on Discord, text LINK to this number. You get a "
        "code, and enter it on Discord with /link.",
        "ja": "Discordと同じお客様として扱うには、この番号に LINK と送ってください。"
        "届いたコードをDiscordの /link で入力します。",
    },
    "keeper.link.discord": {
        "en": "To be known as the same customer by text message, use /link. It says how to go on.",
        "ja": "電話番号と同じお客様として扱うには、ここで /link を使ってください。",
    },
    "keeper.forget.discord": {
        "en": "To have everything we know of you deleted, use /forget on Discord.",
        "ja": "お客様の情報をすべて削除するには、Discordで /forget を使ってください。",
    },
    "keeper.forget.private": {
        "en": "To have everything we know of you deleted, reply FORGET ME.",
        "ja": "お客様の情報をすべて削除するには、データ削除、と返信してください。",
    },
    "keeper.forget.other": {
        "en": "What the shop knows of somebody else I cannot delete myself.",
        "ja": "ご本人以外の方の情報は、私からは削除できません。",
    },
    "keeper.condolence": {
        "en": "I am sorry for your loss.",
        "ja": "心よりお悔やみ申し上げます。",
    },
    "keeper.export.sms": {
        "en": "Text MY DATA, and you are told how to get a copy of everything we know of you.",
        "ja": "「データ」と送ると、お客様の情報の写しを受け取る方法をお伝えします。",
    },
    "keeper.export.discord": {
        "en": "To get a copy of everything we know of you, use /export on Discord.",
        "ja": "お客様の情報の写しを受け取るには、Discordで /export を使ってください。",
    },
    "keeper.export.other": {
        "en": "What the shop knows of somebody else I tell nobody but them: they can ask for it "
        "themselves.",
        "ja": "ご本人以外の方の情報はお伝えできません。ご本人からお問い合わせください。",
    },
    "keeper.greeting": {
        "en": "Hello! Which book, author or genre are you looking for?",
        "ja": "こんにちは。どんな本、著者、ジャンルをお探しですか？",
    },
    "keeper.thanks": {
        "en": "You are welcome. Happy reading!",
        "ja": "どういたしまして。よい読書を。",
    },
    "keeper.small_talk": {
        "en": "I am the shop's automated assistant, and books are what I know about. Tell me one "
        "that you liked, and I look for another.",
        "ja": "私はお店の自動アシスタントで、本のことならお手伝いできます。"
        "お好きな本を教えてください。",
    },
    "keeper.capabilities": {
        "en": "I am the shop's automated assistant. You can ask me for:\n"
        "- books by title, author, series or genre, and what is new\n"
        "- a suggestion, such as something like a book that you liked\n"
        "- copies and prices\n"
        '- an alert: write "tell me when" and what you wait for\n'
        "- opening hours, and what the shop has written about its rules\n"
        "- a person at the shop\n"
        "I cannot take orders myself.",
        "ja": "お店の自動アシスタントです。お手伝いできること：\n"
        "- 書名、著者、シリーズ、ジャンル、新刊からの検索\n"
        "- お好きな本に似た本の紹介\n"
        "- 在庫と価格\n"
        "- 入荷のお知らせ\n"
        "- 営業時間とお店の決まり\n"
        "- 担当者への取り次ぎ\n"
        "ご注文は私ではお受けできません。",
    },
    "keeper.address": {
        "en": "Postal addresses and card numbers are taken at checkout and are not needed here, so "
        "I leave yours out of what I remember.",
        "ja": "ご住所やカード番号はお会計のときにうかがいます。"
        "こちらでは不要ですので、記録には残しません。",
    },
    "keeper.unclear": {
        "en": "I did not understand that. I can look for books, for opening hours, or for a person "
        "at the shop.",
        "ja": "うまく理解できませんでした。本、営業時間、担当者についてお尋ねください。",
    },
}
