"""What we say about filters and the searches behind them."""

from __future__ import annotations

CATALOGUE: dict[str, dict[str, str]] = {
    "filters.none_of_that_name": {
        "en": "You have no filter called “{name}”; /filter list shows yours.",
        "ja": "「{name}」というフィルターはありません。/filter list で一覧を確認できます。",
    },
    "filters.name_taken": {
        "en": "You have a filter called “{name}” already; choose another name.",
        "ja": "「{name}」というフィルターはすでにあります。別の名前にしてください。",
    },
    "filters.not_by_text": {
        "en": "Only what the shop itself has on its shelf is told by text message; choose the "
        "market shop for this filter, or another destination.",
        "ja": "SMSでお知らせするのは当店の在庫だけです。"
        "このフィルターのマーケットを shop にするか、別の送り先を選んでください。",
    },
    "filters.unreadable_name": {
        "en": "That name cannot be shown; write one with letters or digits in it, or leave it out "
        "and I name the filter.",
        "ja": "その名前は表示できません。文字や数字を含む名前にするか、省略して自動で名前を付けて"
        "ください。",
    },
    "filters.too_many": {
        "en": "You have {count} filters, which is the most one person may have; delete one first.",
        "ja": "フィルターは{count}個が上限です。先にどれかを削除してください。",
    },
    "filters.nothing_asked": {
        "en": "The filter asks for nothing yet; give it a brand, a keyword or a price.",
        "ja": "条件がありません。ブランド、キーワード、価格などを指定してください。",
    },
    "filters.problem.too_many": {
        "en": "There are {count} terms in {where}: use at most {most}.",
        "ja": "{where}が{count}個あります。{most}個以下にしてください。",
    },
    "filters.problem.blank": {
        "en": "A term in {where} is blank: leave it out, or write one.",
        "ja": "{where}に空白だけの項目があります。省略するか、入力してください。",
    },
    "filters.problem.too_long": {
        "en": "A term in {where} has {length} characters: use at most {most}.",
        "ja": "{where}に{length}文字の項目があります。{most}文字以下にしてください。",
    },
    "filters.problem.broken": {
        "en": "A term in {where} has a broken character in it: type it anew.",
        "ja": "{where}に壊れた文字があります。入力し直してください。",
    },
    "filters.problem.no_letters": {
        "en": "The term “{term}” in {where} has nothing to look for: use letters or digits.",
        "ja": "{where}の「{term}」には検索できる文字がありません。文字か数字を使ってください。",
    },
    "filters.problem.price": {
        "en": "The price may not begin at {least} and end at {most}: min must be at most max.",
        "ja": "価格の下限（{least}）が上限（{most}）を超えています。下限は上限以下にしてください。",
    },
    "filters.problem.in.expressions": {"en": "expressions", "ja": "正規表現"},
    "filters.problem.expression.unreadable": {
        "en": "“{term}” is no regular expression that I can read: look-around and back-references "
        "are not among them, and signs such as ( and + are written \\( and \\+.",
        "ja": "「{term}」は正規表現として読み取れません。先読み・後読みと後方参照は使えません。"
        "( や + などの記号そのものは \\( や \\+ と書いてください。",
    },
    "filters.problem.expression.too_big": {
        "en": "The regular expression “{term}” is too large: repeat less of it.",
        "ja": "正規表現「{term}」は大きすぎます。繰り返しを減らしてください。",
    },
    "filters.problem.expression.everything": {
        "en": "The regular expression “{term}” finds something in every text: say more.",
        "ja": "正規表現「{term}」はどんな文章にも一致します。もっと具体的に書いてください。",
    },
    "filters.problem.expression.nothing": {
        "en": "The regular expression “{term}” can find nothing in any text: take out what "
        "contradicts itself.",
        "ja": "正規表現「{term}」はどんな文章にも一致しません。矛盾している部分を直してください。",
    },
    "filters.too_many_expressions": {
        "en": "You have {count} regular expressions in your other filters, and may have {most} in "
        "all: delete one, or use keywords.",
        "ja": "ほかのフィルターに正規表現が{count}個あります。合わせて{most}個までです。"
        "削除するか、キーワードを使ってください。",
    },
    "filters.too_many_wordless": {
        "en": "You have {count} filters that name neither a brand nor a word already, and may have "
        "no more of them: add a brand or a keyword.",
        "ja": "ブランドもキーワードもないフィルターはすでに{count}個あり、これ以上は作れません。"
        "ブランドかキーワードを加えてください。",
    },
    "filters.problem.median": {
        "en": "How far a price must lie below the median is a whole number of per cent from 1 to "
        "{most}.",
        "ja": "中央値より何パーセント安いかは1から{most}までの整数で入力してください。",
    },
    "filters.problem.bids": {
        "en": "A limit for bids is a whole number from 0 to {most}.",
        "ja": "入札数の上限は0から{most}までの整数で入力してください。",
    },
    "filters.problem.rating": {
        "en": "A seller's rating is a percentage above 0 and up to 100, with one decimal at most, "
        "such as 98.5.",
        "ja": "出品者の評価は0より大きく100以下のパーセントで、小数点以下1桁まで入力してください"
        "（例：98.5）。",
    },
    "filters.problem.in.brands": {"en": "brands", "ja": "ブランド"},
    "filters.problem.in.keywords.any": {
        "en": "keywords.any",
        "ja": "キーワード（いずれか含む）",
    },
    "filters.problem.in.keywords.all": {
        "en": "keywords.all",
        "ja": "キーワード（すべて含む）",
    },
    "filters.problem.in.keywords.none": {"en": "keywords.none", "ja": "キーワード（除外）"},
    "filters.problem.in.categories": {"en": "categories", "ja": "カテゴリー"},
    "filters.problem.in.sizes": {"en": "sizes", "ja": "サイズ"},
    "filters.problem.in.markets": {"en": "markets", "ja": "マーケット"},
    "filters.problem.in.blocked_sellers": {"en": "blocked_sellers", "ja": "除外する出品者"},
    "filters.problem.in.listing_types": {"en": "listing_types", "ja": "販売形式"},
    "filters.problem.in.conditions": {"en": "conditions", "ja": "商品の状態"},
    "filters.problem.in.events": {"en": "events", "ja": "通知する内容"},
    "filters.finds.brands": {
        "en": "“{term}” finds the brand {brands}, however it is written.",
        "ja": "「{term}」で見つかるブランド：{brands}（表記の違いも含みます）",
    },
    "filters.finds.both": {
        "en": "“{term}” finds the brand {brands}, however it is written, and the words {words}.",
        "ja": "「{term}」で見つかるもの：ブランド{brands}（表記の違いも含みます）と、{words}という"
        "言葉そのもの",
    },
    "filters.finds.words": {
        "en": "“{term}” is no brand I know; I look for the words {words} as they are.",
        "ja": "「{term}」は登録のないブランドです。{words}という言葉をそのまま探します。",
    },
    "filters.finds.lines": {
        "en": "Brands of their own, to be named too if you want them: {lines}",
        "ja": "別のブランドとして扱うもの（必要なら条件に加えてください）：{lines}",
    },
    "filters.did_you_mean": {
        "en": "Did you mean {near}? Nothing was changed: for that, make a filter with this name.",
        "ja": "もしかして：{near}？ 条件は入力のままです。変えるには、その名前でフィルターを"
        "作成してください。",
    },
    "filters.finds.name": {"en": "“{name}”", "ja": "「{name}」"},
    "filters.finds.comma": {"en": ", ", "ja": ""},
    "filters.unknown_market": {
        "en": "“{market}” is not a market watched here; watched are: {watched}.",
        "ja": "「{market}」はここでは監視していません。監視中: {watched}。",
    },
    "filters.never": {
        "en": "No market watched here can ever match this filter: {why}",
        "ja": "このフィルターに合う出品は、監視中のどのマーケットにも現れません: {why}",
    },
    "filters.never.unsearchable": {
        "en": "{markets} can only be searched by brand or keyword, so add one.",
        "ja": "{markets} はブランドかキーワードでしか検索できません。どちらかを追加してください。",
    },
    "filters.never.both": {
        "en": "“{term}” is both wanted and excluded; drop one of the two.",
        "ja": "「{term}」が必須と除外の両方にあります。片方を外してください。",
    },
    "filters.never.nothing_watched": {
        "en": "no market is switched on; ask whoever runs this bot.",
        "ja": "有効なマーケットがありません。ボットの管理者に連絡してください。",
    },
    "filters.not_sleeping": {
        "en": "You have no imported filters that wait to be started.",
        "ja": "開始待ちのインポート済みフィルターはありません。",
    },
    "filters.changed_meanwhile": {
        "en": "“{name}” was changed a moment ago; look at it and try again.",
        "ja": "「{name}」は直前に変更されました。確認してもう一度お試しください。",
    },
    "filters.edited_since": {
        "en": "“{name}” was changed again since then, so it stays as it is; /filter edit changes "
        "it, /filter show says what it asks for.",
        "ja": "「{name}」はその後さらに変更されたため、元に戻せません。/filter edit で変更、"
        "/filter show で内容を確認できます。",
    },
    "filters.reason.edited": {
        "en": "you changed the filter, and this does not fit it any more",
        "ja": "フィルターの条件が変更され、合わなくなりました",
    },
    "filters.reason.deleted": {
        "en": "you deleted the filter",
        "ja": "フィルターが削除されました",
    },
    "filters.reason.paused": {
        "en": "you paused the filter",
        "ja": "フィルターが一時停止されました",
    },
    "filters.reason.expired": {
        "en": "the filter has ended",
        "ja": "フィルターの期限が切れました",
    },
    "filters.ends": {
        "en": "⏳ Your filter **{name}** ends {when}. Press the button if it is to go on.",
        "ja": "⏳ フィルター **{name}** は {when} に終了します。"
        "続ける場合はボタンを押してください。",
    },
    "filters.ends.shared": {
        "en": "⏳ One of your filters ends {when}. Press the button if it is to go on.",
        "ja": "⏳ フィルターの1つが {when} に終了します。続ける場合はボタンを押してください。",
    },
    "filters.ends.several": {
        "en": "⏳ {count} of your filters end {when}. Each has a button, if it is to go on: "
        "{names}",
        "ja": "⏳ フィルター{count}件が {when} に終了します。続けるものはボタンを押してください："
        "{names}",
    },
    "filters.ends.several.shared": {
        "en": "⏳ {count} of your filters end {when}. Each has a button, if it is to go on.",
        "ja": "⏳ フィルター{count}件が {when} に終了します。続けるものはボタンを押してください。",
    },
    "filters.ended.several": {
        "en": "⌛ {count} of your filters have ended and are paused. Each has a button that makes "
        "it go on: {names}",
        "ja": "⌛ フィルター{count}件の期限が切れ、停止しました。ボタンで再開できます：{names}",
    },
    "filters.ended.several.shared": {
        "en": "⌛ {count} of your filters have ended and are paused. Each has a button that makes "
        "it go on.",
        "ja": "⌛ フィルター{count}件の期限が切れ、停止しました。ボタンで再開できます。",
    },
    "filters.ended": {
        "en": "⌛ Your filter **{name}** has ended and is paused; the button makes it go on.",
        "ja": "⌛ フィルター **{name}** は期限が切れ、停止しました。ボタンで再開できます。",
    },
    "filters.ended.shared": {
        "en": "⌛ One of your filters has ended and is paused; the button makes it go on.",
        "ja": "⌛ フィルターの1つが期限切れで停止しました。ボタンで再開できます。",
    },
    "filters.renew": {"en": "Renew", "ja": "続ける"},
    "filters.renewed": {
        "en": "**{name}** goes on until {when}.",
        "ja": "**{name}** は {when} まで続きます。",
    },
    "filters.renewed_for_good": {"en": "**{name}** goes on.", "ja": "**{name}** は続きます。"},
    "filters.your_new_filter": {"en": "Your new filter", "ja": "新しいフィルター"},
    "filters.your_filters": {"en": "your filters", "ja": "あなたのフィルター"},
    "filters.first_visit": {
        "en": "“{name}” is being watched now. {count} listings already fit; from now on you "
        "hear of new ones only.",
        "ja": "「{name}」の監視を始めました。条件に合う出品がすでに{count}件あります。"
        "これからは新着だけをお知らせします。",
    },
    "incident.blocked": {
        "en": "⚠️ {market} refuses to answer at the moment, so {names} may be late. "
        "I will ask again {when} and catch up.",
        "ja": "⚠️ {market} が応答を拒否しているため、{names} の通知が遅れる可能性があります。"
        "{when}に再度確認し、追いつきます。",
    },
    "incident.changed": {
        "en": "⚠️ {market} answers in a way I do not understand, so {names} may miss listings "
        "until this is repaired. The people who run me have been told.",
        "ja": "⚠️ {market} の応答形式が変わったため、修正されるまで {names} の出品を"
        "見逃す可能性があります。管理者には通知済みです。",
    },
    "incident.unavailable": {
        "en": "⚠️ {market} cannot be reached at the moment, so {names} may be late. "
        "I will ask again {when} and catch up.",
        "ja": "⚠️ {market} に接続できないため、{names} の通知が遅れる可能性があります。"
        "{when}に再度確認し、追いつきます。",
    },
    "incident.gone": {
        "en": "⚠️ {market} says that it is gone for good, so {names} will hear nothing from it "
        "any more.",
        "ja": "⚠️ {market} は終了したため、今後 {names} の通知は届きません。",
    },
    "incident.closed": {
        "en": "✅ {market} answers again; I am catching up on {names}.",
        "ja": "✅ {market} が復旧しました。{names} の確認を再開します。",
    },
    "filters.never.within": {
        "en": "the excluded “{excluded}” is in “{term}”, which is wanted; drop one of the two.",
        "ja": "除外の「{excluded}」が、必須の「{term}」に含まれています。片方を外してください。",
    },
    "filters.never.no_type": {
        "en": "{markets} does not say what can be bid on or bought at once; "
        "leave the listing type out.",
        "ja": "{markets} には出品形式の情報がありません。出品形式の条件を外してください。",
    },
    "filters.never.no_end": {
        "en": "{markets} does not say when a listing ends; ask for new ones as well.",
        "ja": "{markets} には終了日時の情報がありません。新着も対象にしてください。",
    },
}
