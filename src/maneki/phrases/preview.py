"""What we say of what a filter would have told of lately."""

from __future__ import annotations

CATALOGUE: dict[str, dict[str, str]] = {
    "discord.command.preview": {
        "en": "What one of your filters would have told you of in the last 7 days",
        "ja": "フィルターが過去7日間に通知したはずの出品を確認する",
    },
    "preview.head": {
        "en": "🔎 **{name}**, if it had run:",
        "ja": "🔎 **{name}** が有効だった場合：",
    },
    "preview.whole": {
        "en": "It would have told of {count} in the last {days} days, {rate}; I saw {seen} new "
        "listings, price drops and the like.",
        "ja": "過去{days}日間で{count}件（{rate}）。確認した新着・値下げなどは{seen}件です。",
    },
    "preview.part": {
        "en": "It would have told of {count} since {when}, {rate}; I looked at the last {seen} new "
        "listings, price drops and the like, and no further back.",
        "ja": "{when}以降で{count}件（{rate}）。直近の新着・値下げなど{seen}件だけを"
        "確認しました。それより前は見ていません。",
    },
    "preview.young": {
        "en": "It would have told of {count} since {when}, {rate}; that is when my record begins, "
        "with {seen} new listings, price drops and the like.",
        "ja": "記録のある{when}以降で{count}件（{rate}）。確認した新着・値下げなどは{seen}件です。",
    },
    "preview.unseen": {
        "en": "I have seen nothing new in the last {days} days, so I cannot say what it would have "
        "told of.",
        "ja": "過去{days}日間に新しい出品などを確認していないため、"
        "何が通知されたかは分かりません。",
    },
    "preview.later": {
        "en": "Many ask at the moment: /filter preview says what it would have told you of lately.",
        "ja": "現在混み合っています。最近の出品での試し判定は /filter preview で確認できます。",
    },
    "preview.rate.none": {"en": "none a day", "ja": "1日0件"},
    "preview.rate.few": {"en": "less than one a day", "ja": "1日1件未満"},
    "preview.rate.some": {"en": "about {number} a day", "ja": "1日あたり約{number}件"},
    "preview.unsure": {
        "en": "Of {count} more I cannot tell: they fit but for “below the median”, and I did not "
        "note down then what comparable listings cost.",
        "ja": "ほかに{count}件は判定できません。「中央値より安い」以外の条件には合いますが、"
        "当時の中央値が記録されていません。",
    },
    "preview.nearly": {
        "en": "Only one condition kept these out: {conditions}.",
        "ja": "1つの条件だけで外れたもの：{conditions}",
    },
    "preview.nearly.one": {"en": "{condition} {count}", "ja": "{condition} {count}件"},
    "preview.nearly.comma": {"en": ", ", "ja": "、"},
    "preview.examples": {"en": "The last of them:", "ja": "そのうち新しいもの："},
    "preview.warning.never": {"en": "⚠️ {about}", "ja": "⚠️ {about}"},
    "preview.warning.broad": {
        "en": "⚠️ That is broad: more than {about} a day. Narrow it with a brand, a word or a "
        "price, or let it come as a digest (/alerts digest).",
        "ja": "⚠️ 1日{about}件を超える広い条件です。ブランド、キーワード、価格などで絞るか、"
        "まとめて受け取ってください（/alerts digest）。",
    },
    "preview.warning.uncomparable": {
        "en": "⚠️ No price that I saw could be compared with yours: I know no exchange rate to "
        "{about}. Ask in another currency.",
        "ja": "⚠️ {about}への為替レートがないため、価格を比較できた出品がありません。"
        "別の通貨で指定してください。",
    },
    "preview.warning.unsaid": {
        "en": "⚠️ No listing that I saw there says this: {about}. While that is so, the filter can "
        "match nothing; leave the condition out.",
        "ja": "⚠️ 確認した出品には次の記載がありません：{about}。このままでは何も一致しません。"
        "この条件を外してください。",
    },
    "preview.warning.excluded_brand": {
        "en": "⚠️ You exclude “{about}”, which is in the name of “{of}”: whatever names the brand "
        "so is left out.",
        "ja": "⚠️ 除外キーワード「{about}」がブランド名「{of}」に含まれています。"
        "その名前が書かれた出品は除外されます。",
    },
    "preview.condition.brand": {"en": "brand", "ja": "ブランド"},
    "preview.condition.keyword": {"en": "at least one word", "ja": "いずれかのキーワード"},
    "preview.condition.all_keywords": {"en": "every word", "ja": "すべてのキーワード"},
    "preview.condition.excluded_keyword": {"en": "an excluded word", "ja": "除外キーワード"},
    "preview.condition.expression": {"en": "regular expression", "ja": "正規表現"},
    "preview.condition.price": {"en": "price", "ja": "価格"},
    "preview.condition.price_drop": {"en": "too small a price drop", "ja": "値下げ幅"},
    "preview.condition.market": {"en": "market", "ja": "マーケット"},
    "preview.condition.type": {"en": "listing type", "ja": "販売形式"},
    "preview.condition.condition": {"en": "condition", "ja": "商品の状態"},
    "preview.condition.category": {"en": "category", "ja": "カテゴリー"},
    "preview.condition.size": {"en": "size", "ja": "サイズ"},
    "preview.condition.seller": {"en": "an excluded seller", "ja": "除外した出品者"},
    "preview.condition.bids": {"en": "bids", "ja": "入札数"},
    "preview.condition.rating": {"en": "seller's rating", "ja": "出品者の評価"},
    "preview.condition.median": {"en": "not below the median", "ja": "中央値"},
    "preview.condition.median_data": {"en": "no price to compare", "ja": "比較する価格なし"},
    "preview.condition.event": {
        "en": "what you want to be told of",
        "ja": "通知する内容",
    },
}
