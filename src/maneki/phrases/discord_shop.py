"""What we say on Discord where customers talk with the shop's assistant."""

from __future__ import annotations

CATALOGUE: dict[str, dict[str, str]] = {
    "discord.book.untitled": {"en": "A book without a title", "ja": "題名不明の本"},
    "discord.book.by": {"en": "by {authors}", "ja": "著者：{authors}"},
    "discord.book.series": {"en": "Series", "ja": "シリーズ"},
    "discord.book.series.place": {"en": "{name} #{position}", "ja": "{name} 第{position}巻"},
    "discord.book.rating": {"en": "Rating", "ja": "評価"},
    "discord.book.rating.value": {
        "en": "{average} of 5 · ratings: {count}",
        "ja": "5点中{average}点・{count}件",
    },
    "discord.book.readers": {"en": "Readers", "ja": "読んだ人"},
    "discord.book.price": {"en": "Price", "ja": "価格"},
    "discord.book.stock": {"en": "On the shelf", "ja": "在庫"},
    "discord.book.stock.none": {"en": "Not right now", "ja": "現在ありません"},
    "discord.book.stock.some": {"en": "{count}", "ja": "{count}冊"},
    "discord.book.published": {"en": "Published", "ja": "刊行"},
    "discord.book.format": {"en": "Format", "ja": "判型"},
    "discord.book.pages": {"en": "Pages", "ja": "ページ数"},
    "discord.book.isbn": {"en": "ISBN", "ja": "ISBN"},
    "discord.book.more": {"en": "More like this", "ja": "似た本"},
    "discord.book.tell": {"en": "Tell me when it's in", "ja": "入荷したら知らせる"},
    "discord.book.staff": {"en": "Talk to a person", "ja": "店員と話す"},
    "discord.book.menu.more": {"en": "More like …", "ja": "この本に似た本…"},
    "discord.book.menu.tell": {"en": "Tell me when … is in", "ja": "入荷したら知らせる本…"},
    "discord.book.said.more": {
        "en": "More books like \"{title}\"",
        "ja": "「{title}」に似た本を教えて",
    },
    "discord.book.said.tell": {
        "en": "Tell me when \"{title}\" is in",
        "ja": "「{title}」が入荷したら教えて",
    },
    "discord.book.said.staff": {
        "en": "I want to talk to a person",
        "ja": "店員と話したいです",
    },
}
