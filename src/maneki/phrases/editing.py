"""What we say about filters that are changed."""

from __future__ import annotations

CATALOGUE: dict[str, dict[str, str]] = {
    "discord.command.edit": {
        "en": "Change one of your filters; what you leave out stays as it is",
        "ja": "フィルターを変更する（省略した条件はそのまま）",
    },
    "discord.command.edit.new_name": {
        "en": "Another name for it (- for one that says what it asks for)",
        "ja": "新しい名前（「-」で条件から自動的に付ける）",
    },
    "discord.command.edit.brands": {
        "en": "Brands instead, separated by commas: one of them must fit (- for any)",
        "ja": "新しいブランド（「、」区切り、いずれかに一致。「-」で条件なし）",
    },
    "discord.command.edit.any": {
        "en": "Words instead, separated by commas: at least one must occur (- takes these away)",
        "ja": "新しいキーワード（「、」区切り、いずれかを含む。「-」で条件なし）",
    },
    "discord.command.edit.all": {
        "en": "Words instead, separated by commas: every one must occur (- takes these away)",
        "ja": "新しいキーワード（「、」区切り、すべてを含む。「-」で条件なし）",
    },
    "discord.command.edit.none": {
        "en": "Words instead, separated by commas: none may occur (- excludes nothing)",
        "ja": "新しい除外キーワード（「、」区切り、どれも含まない。「-」で除外なし）",
    },
    "discord.command.edit.min_price": {
        "en": "From: 5,000, ¥5,000, 5万 or $120.50 (- for no lower bound)",
        "ja": "下限価格：5,000、¥5,000、5万、$120.50 など（「-」で下限なし）",
    },
    "discord.command.edit.max_price": {
        "en": "Up to: 50,000, ¥50,000, 5万 or $120.50 (- for no upper bound)",
        "ja": "上限価格：50,000、¥50,000、5万、$120.50 など（「-」で上限なし）",
    },
    "discord.command.edit.currency": {
        "en": "Currency of the prices you give here (the filter's own unless you say otherwise)",
        "ja": "ここで指定する価格の通貨（省略するとフィルターの通貨）",
    },
    "discord.command.edit.markets": {
        "en": "Only these markets, separated by commas (- for all)",
        "ja": "マーケット（「、」区切り。「-」ですべて）",
    },
    "discord.command.edit.type": {
        "en": "Only what can be bought now, or bid on, or either",
        "ja": "すぐに買えるもの、入札できるもの、またはどちらでも",
    },
    "discord.command.edit.condition": {
        "en": "Only these conditions, separated by commas (- for any)",
        "ja": "商品の状態（「、」区切り。「-」で条件なし）",
    },
    "discord.command.edit.sizes": {
        "en": "Only these sizes, separated by commas (- for any)",
        "ja": "サイズ（「、」区切り。「-」で条件なし）",
    },
    "discord.command.edit.categories": {
        "en": "Only these categories, separated by commas (- for any)",
        "ja": "カテゴリー（「、」区切り。「-」で条件なし）",
    },
    "discord.command.edit.block_sellers": {
        "en": "Sellers to leave out, separated by commas (- for nobody)",
        "ja": "除外する出品者（「、」区切り。「-」で除外なし）",
    },
    "discord.command.edit.regex": {
        "en": "A regular expression that the title or the description must fit (- for none)",
        "ja": "タイトルか説明文が一致すべき正規表現（「-」で条件なし）",
    },
    "discord.command.edit.shipping": {
        "en": "Whether shipping belongs to the prices",
        "ja": "価格に送料を含めるかどうか",
    },
    "discord.command.edit.max_bids": {
        "en": "Only what has no more bids than this; 0 means none yet (- for any number)",
        "ja": "入札数の上限（0なら入札なしのものだけ。「-」で上限なし）",
    },
    "discord.command.edit.min_rating": {
        "en": "Only from sellers rated at least this well, in per cent: 98.5 (- for any)",
        "ja": "出品者の評価の下限（パーセント）：98.5 など（「-」で条件なし）",
    },
    "discord.command.edit.below_median": {
        "en": "Only what costs so many per cent less than comparable listings: 20 (- for any)",
        "ja": "同じ条件の出品の中央値より何パーセント安いか：20 など（「-」で条件なし）",
    },
    "discord.command.edit.events": {
        "en": "What to be told of (- for the usual: new listings and price drops)",
        "ja": "通知する内容（「-」で標準の新着と値下げ）",
    },
    "discord.command.edit.here": {
        "en": "True: its alerts go to the channel I am reading this in; False: to where others go",
        "ja": "True：通知をこのチャンネルに送る、False：ほかの通知と同じ場所に送る",
    },
    "discord.edit.either_type": {"en": "Either of the two", "ja": "どちらでもよい"},
    "discord.edit.done": {
        "en": "✏️ **{name}** is changed:",
        "ja": "✏️ **{name}** を変更しました：",
    },
    "discord.edit.line": {"en": "• {what}: {before} → {now}", "ja": "• {what}：{before} → {now}"},
    "discord.edit.more": {"en": "• and {count} more", "ja": "• ほか{count}件"},
    "discord.edit.unasked": {"en": "(not asked)", "ja": "（指定なし）"},
    "discord.edit.name": {"en": "Name", "ja": "名前"},
    "discord.edit.priority": {"en": "Priority", "ja": "優先度"},
    "discord.edit.place": {"en": "Alerts go to", "ja": "通知の送り先"},
    "discord.edit.now": {"en": "It asks for:", "ja": "現在の条件："},
    "discord.edit.same": {
        "en": "**{name}** is just so already, so nothing was changed. Give what is to be "
        "different; - takes a condition away.",
        "ja": "**{name}** はすでにそのとおりなので、何も変更していません。変えたい条件を指定して"
        "ください（「-」で条件を外せます）。",
    },
    "discord.edit.withdrawn": {
        "en": "Alerts that were waiting and do not fit any more were withdrawn ({count}).",
        "ja": "条件に合わなくなった未送信の通知を取り消しました（{count}件）。",
    },
    "discord.edit.still_paused": {
        "en": "It is still paused; /filter resume starts it.",
        "ja": "一時停止中のままです。/filter resume で再開できます。",
    },
    "discord.edit.still_sleeping": {
        "en": "It still waits for /filter start.",
        "ja": "/filter start を待っています。",
    },
    "discord.edit.would_watch": {
        "en": "Watched for it once it runs: {markets}",
        "ja": "再開すると監視するマーケット：{markets}",
    },
    "discord.edit.no_price": {
        "en": "The currency and shipping are about a price, and there is none: give a price too.",
        "ja": "通貨と送料は価格についての指定ですが、価格がありません。価格も指定してください。",
    },
    "discord.edit.other_currency": {
        "en": "The filter's price is in {kept}: to have it in {wanted}, give the price in {wanted} "
        "too.",
        "ja": "フィルターの価格は {kept} です。{wanted} に変えるには、{wanted} での価格も指定して"
        "ください。",
    },
    "discord.press.unedit": {
        "en": "↩️ **{name}** is as it was before:",
        "ja": "↩️ **{name}** を変更前に戻しました：",
    },
}
