"""What is said where a language model found no words that may be sent, and what it may repeat."""

from __future__ import annotations

CATALOGUE: dict[str, dict[str, str]] = {
    "speaking.lost": {
        "en": "I have no answer to that which I could stand behind. Try putting it another way, "
        'or say "person" to reach somebody of the shop.',
        "ja": "確かなお答えができません。言い方を変えていただくか、"
        "「スタッフ」とお送りいただければ担当者におつなぎします。",
    },
    "speaking.lost.wizard": {
        "en": "my crystal ball has clouded over, and i will not make things up. ask me another "
        'way, or say "person" and somebody of the shop will answer.',
        "ja": "水晶玉が曇ってしまいました。作り話はいたしません。言い方を変えていただくか、"
        "「スタッフ」とお送りください。",
    },
    "speaking.cap.person": {
        "en": "We have talked so much today that until tomorrow I only look things up for you, in "
        "fewer words.",
        "ja": "本日は長くお話ししましたので、明日までは簡単な検索のみでお答えします。",
    },
    "speaking.cap.shop": {
        "en": "For the rest of the month I only look things up for you, in fewer words.",
        "ja": "今月いっぱいは、簡単な検索のみでお答えします。",
    },
    "saying.there": {"en": "{book}: in stock{price}.", "ja": "{book}：在庫あり{price}。"},
    "saying.published": {
        "en": "{book} was published {date}.",
        "ja": "{book}は{date}に出版されました。",
    },
    "saying.pages": {"en": "{book} has {count} pages.", "ja": "{book}は{count}ページです。"},
    "saying.rating": {
        "en": "{book} is rated {rating} of 5 by {count} readers.",
        "ja": "{book}は{count}人の読者から5点中{rating}点の評価です。",
    },
    "saying.series": {
        "en": "{book} is number {position} in {series}.",
        "ja": "{book}は「{series}」の{position}巻です。",
    },
    "saying.watch": {
        "en": "Your alert is set: {name}.",
        "ja": "お知らせを登録しました：{name}。",
    },
    "saying.hold": {
        "en": "{book} is held for you{until}.",
        "ja": "{book}をお取り置きしました{until}。",
    },
    "saying.until": {"en": " until {day}", "ja": "（{day}まで）"},
    "saying.alert": {
        "en": "I told you of {book}{price} on {day}.",
        "ja": "{day}に{book}{price}をお知らせしました。",
    },
}
