"""What `/alerts why` says. What was not met is a clause without a full stop."""

from __future__ import annotations

CATALOGUE: dict[str, dict[str, str]] = {
    "discord.command.alerts.why": {
        "en": "Why you were told of a listing, or were not",
        "ja": "ある出品が通知された理由、されなかった理由",
    },
    "discord.command.alerts.why.listing": {
        "en": "The listing's address, or its id",
        "ja": "出品のURLまたはID",
    },
    "discord.command.alerts.why.filter": {
        "en": "Only this filter, condition by condition",
        "ja": "このフィルターだけを条件ごとに確認する",
    },
    "discord.why.where.title": {"en": "title", "ja": "タイトル"},
    "discord.why.where.description": {"en": "description", "ja": "説明文"},
    "discord.why.where.brand_field": {"en": "brand field", "ja": "ブランド欄"},
    "discord.why.met.filter": {"en": "the filter was active", "ja": "フィルターは有効でした"},
    "discord.why.met.event": {"en": "told of: {actual}", "ja": "通知対象：{actual}"},
    "discord.why.met.price_drop": {
        "en": "the price fell far enough",
        "ja": "値下げ幅は十分でした",
    },
    "discord.why.met.status": {"en": "it was on sale", "ja": "販売中でした"},
    "discord.why.met.brand": {
        "en": "brand: {wanted}, by “{found}” in the {where}",
        "ja": "ブランド：{wanted}（{where}の「{found}」）",
    },
    "discord.why.met.keyword": {
        "en": "the word “{wanted}”, by “{found}” in the {where}",
        "ja": "キーワード「{wanted}」（{where}の「{found}」）",
    },
    "discord.why.met.all_keywords": {
        "en": "the word “{wanted}”, by “{found}” in the {where}",
        "ja": "キーワード「{wanted}」（{where}の「{found}」）",
    },
    "discord.why.met.excluded_keyword": {
        "en": "none of the words you excluded: {wanted}",
        "ja": "除外キーワードなし：{wanted}",
    },
    "discord.why.met.expression": {
        "en": "the regular expression {wanted}, by “{found}” in the {where}",
        "ja": "正規表現 {wanted}（{where}の「{found}」）",
    },
    "discord.why.met.price": {
        "en": "price: {actual}, {wanted}",
        "ja": "価格：{actual}（{wanted}）",
    },
    "discord.why.met.market": {"en": "market: {actual}", "ja": "マーケット：{actual}"},
    "discord.why.met.type": {"en": "type: {actual}", "ja": "販売形式：{actual}"},
    "discord.why.met.condition": {"en": "condition: {actual}", "ja": "商品の状態：{actual}"},
    "discord.why.met.category": {"en": "category: {actual}", "ja": "カテゴリー：{actual}"},
    "discord.why.met.size": {"en": "size: {actual}", "ja": "サイズ：{actual}"},
    "discord.why.met.seller": {
        "en": "the seller is none that you excluded ({actual})",
        "ja": "除外した出品者ではありません（{actual}）",
    },
    "discord.why.met.bids": {"en": "bids: {actual}", "ja": "入札数：{actual}"},
    "discord.why.met.rating": {
        "en": "seller's rating: {actual}",
        "ja": "出品者の評価：{actual}",
    },
    "discord.why.met.median": {
        "en": "price: {actual}, {wanted} below the median of {found}",
        "ja": "価格：{actual}（中央値{found}より{wanted}以上安い）",
    },
    "discord.why.unseen": {
        "en": "I have not seen that listing. This is where I look for your filters; a listing "
        "elsewhere, or one that is none of their hits, I do not see:",
        "ja": "その出品は見ていません。フィルターごとに確認しているのは次の場所です。"
        "それ以外の場所や、検索に該当しない出品は見えません：",
    },
    "discord.why.no_market": {
        "en": "nowhere: no market watched here can show it",
        "ja": "なし（該当するマーケットを監視していません）",
    },
    "discord.why.seen": {
        "en": "First seen {first}, last seen {last}.",
        "ja": "最初に確認：{first}、最後に確認：{last}",
    },
    "discord.why.status.trading": {
        "en": "It is being traded by now.",
        "ja": "現在は取引中です。",
    },
    "discord.why.status.sold": {"en": "It is sold by now.", "ja": "現在は売り切れです。"},
    "discord.why.status.ended": {"en": "It has ended by now.", "ja": "現在は終了しています。"},
    "discord.why.no_event": {
        "en": "It was no news to anybody: it was there already when I first looked, or it could "
        "not be bought any more, and nothing has happened to it since, as far as I remember.",
        "ja": "誰にも新着として扱われていません。最初に確認した時点ですでに出ていたか、"
        "購入できない状態で、その後の変化も記録にありません。",
    },
    "discord.why.used": {
        "en": "matched {when}, with exchange rates of {rates} and brand dictionary {dictionary}",
        "ja": "判定 {when}（為替レート {rates}、ブランド辞書 {dictionary}）",
    },
    "discord.why.unmatched": {"en": "not matched yet", "ja": "まだ判定されていません"},
    "discord.why.later": {
        "en": "⏱️ the filter was made after this",
        "ja": "⏱️ フィルターはこの後に作成されました",
    },
    "discord.why.inactive.paused": {
        "en": "⏸️ the filter was paused then",
        "ja": "⏸️ フィルターはその時点で停止中でした",
    },
    "discord.why.inactive.sleeping": {
        "en": "💤 the filter waits for /filter start",
        "ja": "💤 フィルターは /filter start 待ちです",
    },
    "discord.why.inactive.deleted": {
        "en": "🗑️ the filter was deleted then",
        "ja": "🗑️ フィルターはその時点で削除されていました",
    },
    "discord.why.waits": {"en": "⏳ it fits and is next", "ja": "⏳ 条件に合い、判定待ちです"},
    "discord.why.set_aside": {
        "en": "⚠️ it was set aside, because matching it fails on my side; whoever runs this bot "
        "can see why",
        "ja": "⚠️ 内部エラーで判定できませんでした。詳細は運営者が確認できます",
    },
    "discord.why.baseline": {
        "en": "👁️ it fits, but it was no news",
        "ja": "👁️ 条件に合いますが、新着ではありませんでした",
    },
    "discord.why.forgotten": {
        "en": "❔ it fits; what became of it is not kept any more",
        "ja": "❔ 条件に合います。その後の記録は残っていません",
    },
    "discord.why.unheard.nowhere": {
        "en": "📭 it fits, but there is nowhere to tell you; /alertchannel chooses a destination",
        "ja": "📭 条件に合いますが、送り先がありません。/alertchannel で選べます",
    },
    "discord.why.unheard.known": {
        "en": "👁️ it fits, but it was among the first hits of this filter, so it was no news",
        "ja": "👁️ 条件に合いますが、フィルター作成時点ですでに出ていたため、"
        "新着ではありませんでした",
    },
    "discord.why.unheard.told": {
        "en": "👁️ it fits, but you heard of it when it was new",
        "ja": "👁️ 条件に合いますが、新着のときに通知済みです",
    },
    "discord.why.unheard.dismissed": {
        "en": "🙈 it fits, but you said that it is not for you",
        "ja": "🙈 条件に合いますが、「興味なし」が選ばれています",
    },
    "discord.why.unheard.adult": {
        "en": "🔞 it fits, but adult listings are shown in age-restricted destinations only",
        "ja": "🔞 条件に合いますが、成人向けの出品は年齢制限のある送り先にだけ表示されます",
    },
    "discord.why.more": {
        "en": "… and {count} more lines that there is no room for.",
        "ja": "…ほか{count}行は表示できません。",
    },
    "discord.why.unsaid": {"en": "it does not say", "ja": "記載なし"},
    "discord.why.no_rate": {
        "en": "{amount} (no exchange rate)",
        "ja": "{amount}（為替レートなし）",
    },
    "discord.why.not.filter": {
        "en": "the filter was not active",
        "ja": "フィルターが有効ではありませんでした",
    },
    "discord.why.not.event": {
        "en": "you want to be told of {wanted}, this was: {actual}",
        "ja": "通知対象は{wanted}ですが、これは{actual}でした",
    },
    "discord.why.not.price_drop": {
        "en": "the price did not fall far enough",
        "ja": "値下げ幅が足りません",
    },
    "discord.why.not.status": {
        "en": "it was not on sale",
        "ja": "販売中ではありませんでした",
    },
    "discord.why.not.brand": {
        "en": "brand: not {wanted} ({actual})",
        "ja": "ブランドが{wanted}ではありません（{actual}）",
    },
    "discord.why.not.keyword": {
        "en": "none of these words: {wanted}",
        "ja": "次の語を含みません：{wanted}",
    },
    "discord.why.not.all_keywords": {
        "en": "the word “{wanted}” is missing",
        "ja": "「{wanted}」を含みません",
    },
    "discord.why.not.excluded_keyword": {
        "en": "the word “{wanted}”, which you excluded, is in the {where} (“{found}”)",
        "ja": "除外キーワード「{wanted}」を含みます（{where}の「{found}」）",
    },
    "discord.why.not.price": {
        "en": "price: {actual}, not {wanted}",
        "ja": "価格が{wanted}の範囲外です（{actual}）",
    },
    "discord.why.not.market": {
        "en": "market: {actual}, not {wanted}",
        "ja": "マーケットが{wanted}ではありません（{actual}）",
    },
    "discord.why.not.type": {
        "en": "type: {actual}, not: {wanted}",
        "ja": "販売形式が{wanted}ではありません（{actual}）",
    },
    "discord.why.not.condition": {
        "en": "condition: {actual}, not: {wanted}",
        "ja": "商品の状態が{wanted}ではありません（{actual}）",
    },
    "discord.why.not.category": {
        "en": "category: {actual}, not {wanted}",
        "ja": "カテゴリーが{wanted}ではありません（{actual}）",
    },
    "discord.why.not.size": {
        "en": "size: {actual}, not {wanted}",
        "ja": "サイズが{wanted}ではありません（{actual}）",
    },
    "discord.why.not.expression": {
        "en": "the regular expression {wanted} finds nothing",
        "ja": "正規表現 {wanted} に一致しません",
    },
    "discord.why.not.median": {
        "en": "price: {actual}, not {wanted} below what comparable listings cost",
        "ja": "価格が同じ条件の出品の中央値より{wanted}以上安くありません（{actual}）",
    },
    "discord.why.not.median_data": {
        "en": "not enough comparable listings to know what is usual ({wanted})",
        "ja": "比較できる出品が足りません（{wanted}）",
    },
    "discord.why.not.bids": {
        "en": "bids: {actual}, not at most {wanted}",
        "ja": "入札数が{wanted}件を超えています（{actual}）",
    },
    "discord.why.not.rating": {
        "en": "seller's rating: {actual}, not at least {wanted}",
        "ja": "出品者の評価が{wanted}に達していません（{actual}）",
    },
    "discord.why.shipping.unknown": {
        "en": "{prices}, shipping unknown",
        "ja": "{prices}、送料不明",
    },
    "discord.why.shipping.free": {"en": "{prices} shipped", "ja": "{prices}（送料込み）"},
    "discord.why.shipping.known": {
        "en": "{prices} + {cost} shipping",
        "ja": "{prices} + 送料{cost}",
    },
    "discord.why.not.seller": {
        "en": "you excluded the seller {actual}",
        "ja": "出品者 {actual} は除外されています",
    },
}
