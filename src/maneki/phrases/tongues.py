"""What languages are called, and what is said of books in them."""

from __future__ import annotations

CATALOGUE: dict[str, dict[str, str]] = {
    "tongue.en": {"en": "English", "ja": "英語"},
    "tongue.es": {"en": "Spanish", "ja": "スペイン語"},
    "tongue.fr": {"en": "French", "ja": "フランス語"},
    "tongue.de": {"en": "German", "ja": "ドイツ語"},
    "tongue.it": {"en": "Italian", "ja": "イタリア語"},
    "tongue.pt": {"en": "Portuguese", "ja": "ポルトガル語"},
    "tongue.nl": {"en": "Dutch", "ja": "オランダ語"},
    "tongue.ru": {"en": "Russian", "ja": "ロシア語"},
    "tongue.pl": {"en": "Polish", "ja": "ポーランド語"},
    "tongue.sv": {"en": "Swedish", "ja": "スウェーデン語"},
    "tongue.ja": {"en": "Japanese", "ja": "日本語"},
    "tongue.zh": {"en": "Chinese", "ja": "中国語"},
    "tongue.ko": {"en": "Korean", "ja": "韓国語"},
    "tongue.ar": {"en": "Arabic", "ja": "アラビア語"},
    "tongue.la": {"en": "Latin", "ja": "ラテン語"},
    "keeper.tongue.there": {"en": "In {language}:", "ja": "{language}版です。"},
    "keeper.tongue.none": {
        "en": "I do not know of a copy of {book} in {language}. What I have of it: {line}.",
        "ja": "{book}の{language}版は見つかりません。こちらがあります：{line}。",
    },
    "keeper.tongue.unsaid": {
        "en": "I do not know which language our copies of {book} are in: {line}.",
        "ja": "{book}が何語の本かは分かりません：{line}。",
    },
    "keeper.tongue.unwatched": {
        "en": "I cannot watch for one language alone, so I have set nothing up. Write it without "
        "the language, and I tell you of any edition.",
        "ja": "言語を指定したお知らせはできないため、何も登録していません。"
        "言語なしで書いていただければ、どの版でもお知らせします。",
    },
    "keeper.tongue.found": {"en": "In {language} I found:", "ja": "{language}の本です。"},
    "keeper.tongue.nothing": {
        "en": "I did not find any book in {language} in our catalogue.",
        "ja": "{language}の本は目録に見つかりません。",
    },
    "keeper.tongue.nothing_of": {
        "en": "I did not find {what} in {language} in our catalogue.",
        "ja": "{what}の{language}の本は目録に見つかりません。",
    },
}
