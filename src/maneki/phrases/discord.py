"""What we say on Discord: commands, their answers, and what buttons did."""

from __future__ import annotations

CATALOGUE: dict[str, dict[str, str]] = {
    "discord.command.filter": {
        "en": "Your filters: what you want to hear of",
        "ja": "フィルター：知らせてほしい出品の条件",
    },
    "discord.command.create": {
        "en": "Save a filter and be told of new listings",
        "ja": "フィルターを作成し、新着の通知を受け取る",
    },
    "discord.command.create.name": {"en": "What to call it", "ja": "フィルターの名前"},
    "discord.command.create.brands": {
        "en": "Brands, separated by commas: one of them must fit",
        "ja": "ブランド（「、」区切り、いずれかに一致）",
    },
    "discord.command.create.any": {
        "en": "Words, separated by commas: at least one must occur; “black coat” is a phrase",
        "ja": "キーワード（「、」区切り、いずれかを含む。「デニム」のように括ると完全な語）",
    },
    "discord.command.create.all": {
        "en": "Words, separated by commas: every one must occur; “black coat” is a phrase",
        "ja": "キーワード（「、」区切り、すべてを含む。「デニム」のように括ると完全な語）",
    },
    "discord.command.create.none": {
        "en": "Words, separated by commas: none may occur; “black coat” is a phrase",
        "ja": "除外キーワード（「、」区切り、どれも含まない。「デニム」のように括ると完全な語）",
    },
    "discord.command.create.min_price": {
        "en": "From: 5,000, ¥5,000, 5万 or $120.50",
        "ja": "下限価格：5,000、¥5,000、5万、$120.50 など",
    },
    "discord.command.create.max_price": {
        "en": "Up to: 50,000, ¥50,000, 5万 or $120.50",
        "ja": "上限価格：50,000、¥50,000、5万、$120.50 など",
    },
    "discord.command.create.currency": {
        "en": "Currency of the prices (yen unless you say otherwise)",
        "ja": "価格の通貨（指定がなければ円）",
    },
    "discord.command.create.regex": {
        "en": "A regular expression that the title or the description must fit: size ?(27|28)",
        "ja": "タイトルか説明文が一致すべき正規表現：サイズ ?(27|28) など",
    },
    "discord.command.create.shipping": {
        "en": "Whether shipping belongs to the prices (no, unless you say otherwise)",
        "ja": "価格に送料を含めるかどうか（指定がなければ含めない）",
    },
    "discord.command.create.below_median": {
        "en": "Only what costs so many per cent less than comparable listings: 20",
        "ja": "同じ条件の出品の中央値より何パーセント安いか：20 など",
    },
    "discord.command.create.max_bids": {
        "en": "Only what has no more bids than this; 0 means none yet",
        "ja": "入札数の上限（0なら入札なしのものだけ）",
    },
    "discord.command.create.min_rating": {
        "en": "Only from sellers rated at least this well, in per cent: 98.5",
        "ja": "出品者の評価の下限（パーセント）：98.5 など",
    },
    "shipping.excluded": {"en": "Prices without shipping", "ja": "送料は含めない"},
    "shipping.included": {
        "en": "With shipping; not if nobody says what it costs",
        "ja": "送料込み（送料不明のものは除く）",
    },
    "shipping.included_if_known": {
        "en": "With shipping where it is known",
        "ja": "送料込み（送料不明なら価格だけで判断）",
    },
    "discord.command.create.markets": {
        "en": "Only these markets, separated by commas",
        "ja": "マーケット（「、」区切り、指定がなければすべて）",
    },
    "discord.command.create.type": {
        "en": "Only what can be bought now, or bid on",
        "ja": "すぐに買えるもの、または入札できるものだけ",
    },
    "discord.command.create.condition": {
        "en": "Only these conditions, separated by commas",
        "ja": "商品の状態（「、」区切り）",
    },
    "discord.command.create.sizes": {
        "en": "Only these sizes, separated by commas",
        "ja": "サイズ（「、」区切り）",
    },
    "discord.command.create.categories": {
        "en": "Only these categories, separated by commas",
        "ja": "カテゴリー（「、」区切り）",
    },
    "discord.command.create.block_sellers": {
        "en": "Sellers to leave out, separated by commas",
        "ja": "除外する出品者（「、」区切り）",
    },
    "discord.command.create.events": {
        "en": "What to be told of (new listings and price drops unless you say otherwise)",
        "ja": "通知する内容（指定がなければ新着と値下げ）",
    },
    "discord.command.create.here": {
        "en": "Send this filter's alerts to the channel I am reading this in",
        "ja": "このフィルターの通知をこのチャンネルに送る",
    },
    "discord.command.list": {"en": "All your filters", "ja": "フィルターの一覧"},
    "discord.command.show": {
        "en": "One of your filters, and what fits it now",
        "ja": "フィルターの内容と、条件に合う出品を見る",
    },
    "discord.command.delete": {"en": "Delete one of your filters", "ja": "フィルターを削除する"},
    "discord.command.pause": {
        "en": "Pause one of your filters",
        "ja": "フィルターを一時停止する",
    },
    "discord.command.resume": {
        "en": "Go on with a paused filter",
        "ja": "一時停止したフィルターを再開する",
    },
    "discord.command.start": {
        "en": "Start the filters that were imported for you",
        "ja": "インポートされたフィルターを開始する",
    },
    "discord.command.which": {"en": "Which filter", "ja": "フィルターの名前"},
    "discord.command.alerts": {
        "en": "Your alerts: what became of them, and when they may come",
        "ja": "通知：届いた通知の確認と、届け方の設定",
    },
    "discord.command.alertchannel": {
        "en": "Where your alerts go: a channel or thread, or (left out) direct messages",
        "ja": "通知の送り先：チャンネルかスレッド（省略するとDM）",
    },
    "discord.command.alertchannel.channel": {
        "en": "A channel or thread where both of us may post",
        "ja": "あなたとボットの両方が投稿できるチャンネルかスレッド",
    },
    "discord.command.currency": {
        "en": "Show prices in your currency as well",
        "ja": "価格をあなたの通貨でも表示する",
    },
    "discord.command.currency.code": {
        "en": "Three letters, such as USD or JPY",
        "ja": "USD や JPY などの3文字",
    },
    "discord.command.help": {"en": "How Maneki works", "ja": "Maneki の使い方"},
    "discord.undo": {"en": "Undo", "ja": "元に戻す"},
    "discord.trouble": {
        "en": "Something went wrong on my side, and nothing may have been changed; try again in "
        "a minute.",
        "ja": "内部でエラーが起きたため、変更は反映されていない可能性があります。"
        "1分ほど待ってからもう一度お試しください。",
    },
    "discord.suspended": {
        "en": "⚠️ I cannot write to {place}: {reason}. What is for you there waits; "
        "/alertchannel chooses another destination.",
        "ja": "⚠️ {place} に送信できません（{reason}）。通知は保留中です。/alertchannel "
        "で別の送り先を選べます。",
    },
    "discord.suspended.several": {
        "en": "⚠️ I cannot write to {count} of your destinations. What is for you there waits; "
        "/alertchannel chooses another destination.",
        "ja": "⚠️ {count}か所の送り先に送信できません。通知は保留中です。/alertchannel "
        "で別の送り先を選べます。",
    },
    "discord.not_a_price": {
        "en": "“{text}” is not a price I can read; write it as 50,000, ¥50,000, 5万 or $120.50.",
        "ja": "「{text}」は価格として読み取れません。50,000、¥50,000、5万、$120.50 "
        "のように書いてください。",
    },
    "discord.two_currencies": {
        "en": "The two prices are in different currencies ({one} and {other}); use one for both.",
        "ja": "2つの価格の通貨が異なります（{one} と {other}）。どちらかに揃えてください。",
    },
    "discord.not_one_of": {
        "en": "“{text}” is not one of these: {known}.",
        "ja": "「{text}」は選べません。選べるのは次のとおりです：{known}。",
    },
    "discord.currency_set": {
        "en": "Prices are shown in {currency} as well from now on.",
        "ja": "これからは価格を {currency} でも表示します。",
    },
    "discord.filter.created": {
        "en": "✅ **{name}** is saved.",
        "ja": "✅ **{name}** を保存しました。",
    },
    "discord.filter.watched": {
        "en": "Watched for it: {markets}",
        "ja": "監視するマーケット：{markets}",
    },
    "discord.filter.goes_to": {"en": "Alerts go to: {place}", "ja": "通知の送り先：{place}"},
    "discord.filter.hits": {
        "en": "The newest that fit already:",
        "ja": "すでに条件に合う最新の出品：",
    },
    "discord.filter.no_hits": {
        "en": "Nothing that I have seen lately fits; I will tell you when something does.",
        "ja": "最近見た中に条件に合う出品はありません。見つかり次第お知らせします。",
    },
    "discord.filter.none_yet": {
        "en": "You have no filters yet; /filter create makes one.",
        "ja": "フィルターはまだありません。/filter create で作成できます。",
    },
    "discord.filter.list": {
        "en": "Your filters ({count}):",
        "ja": "あなたのフィルター（{count}件）：",
    },
    "discord.filter.list_more": {
        "en": "… and {count} more; /filter show finds them by name.",
        "ja": "…ほか{count}件。/filter show で名前から探せます。",
    },
    "discord.filter.deleted": {
        "en": "**{name}** is deleted.",
        "ja": "**{name}** を削除しました。",
    },
    "discord.filter.paused": {
        "en": "**{name}** is paused; nothing more comes of it until you resume it.",
        "ja": "**{name}** を一時停止しました。再開するまで通知しません。",
    },
    "discord.filter.resumed": {
        "en": "**{name}** is running.",
        "ja": "**{name}** を再開しました。",
    },
    "discord.filter.started": {
        "en": "Your imported filters are running now ({count}).",
        "ja": "インポートされたフィルターを開始しました（{count}件）。",
    },
    "discord.state.active": {"en": "🟢", "ja": "🟢"},
    "discord.state.paused": {"en": "⏸️ (paused)", "ja": "⏸️（停止中）"},
    "discord.state.sleeping": {
        "en": "💤 (waits for /filter start)",
        "ja": "💤（/filter start 待ち）",
    },
    "discord.state.deleted": {"en": "🗑️ (deleted)", "ja": "🗑️（削除済み）"},
    "discord.state.snoozed": {"en": "😴 (until {when})", "ja": "😴（{when} まで休み）"},
    "discord.asked.brands": {"en": "Brands", "ja": "ブランド"},
    "discord.asked.all": {"en": "All of", "ja": "すべて含む"},
    "discord.asked.any": {"en": "Any of", "ja": "いずれか含む"},
    "discord.asked.none": {"en": "None of", "ja": "除外"},
    "discord.asked.expressions": {"en": "Regular expression", "ja": "正規表現"},
    "discord.asked.price": {"en": "Price", "ja": "価格"},
    "discord.asked.shipping.included": {
        "en": "{price} with shipping",
        "ja": "{price}（送料込み）",
    },
    "discord.asked.shipping.included_if_known": {
        "en": "{price} with shipping where it is known",
        "ja": "{price}（送料がわかれば送料込み）",
    },
    "discord.asked.below_median": {"en": "Below the median by", "ja": "中央値より安い"},
    "discord.asked.max_bids": {"en": "Bids at most", "ja": "入札数の上限"},
    "discord.asked.min_rating": {"en": "Seller's rating at least", "ja": "出品者の評価（以上）"},
    "discord.asked.markets": {"en": "Markets", "ja": "マーケット"},
    "discord.asked.listing_types": {"en": "Type", "ja": "販売形式"},
    "discord.asked.conditions": {"en": "Condition", "ja": "商品の状態"},
    "discord.asked.sizes": {"en": "Sizes", "ja": "サイズ"},
    "discord.asked.categories": {"en": "Categories", "ja": "カテゴリー"},
    "discord.asked.blocked_sellers": {"en": "Not from", "ja": "除外する出品者"},
    "discord.asked.events": {"en": "Told of", "ja": "通知する内容"},
    "discord.place.dm": {"en": "your direct messages", "ja": "あなたへのDM"},
    "discord.place.none": {
        "en": "nowhere yet; /alertchannel chooses a destination",
        "ja": "未設定（/alertchannel で選べます）",
    },
    "discord.place.chosen_private": {
        "en": "Your alerts go to {place} from now on.",
        "ja": "これからは {place} に通知します。",
    },
    "discord.place.chosen_shared": {
        "en": "Your alerts go to {place} from now on. Others read there too, so I mention you "
        "and do not name your filters.",
        "ja": "これからは {place} に通知します。他の人も読める場所なので、あなたをメンションし、"
        "フィルターの名前は表示しません。",
    },
    "discord.place.no_server": {
        "en": "Choose a channel in a server that I am in, or leave it out for direct messages.",
        "ja": "ボットが参加しているサーバーのチャンネルを選ぶか、省略してDMにしてください。",
    },
    "discord.place.wrong_type": {
        "en": "I cannot post alerts in {place}; choose a text channel or a thread.",
        "ja": "{place} には通知を投稿できません。テキストチャンネルかスレッドを選んでください。",
    },
    "discord.place.locked": {
        "en": "The thread {place} is locked; choose another destination.",
        "ja": "スレッド {place} はロックされています。別の送り先を選んでください。",
    },
    "discord.place.archived": {
        "en": "The thread {place} is archived; open it again by writing in it, or choose another "
        "destination.",
        "ja": "スレッド {place} はアーカイブされています。スレッドに書き込んで再開するか、"
        "別の送り先を選んでください。",
    },
    "discord.place.unseen": {
        "en": "I cannot see {place}: give me the permission “View Channel” there, or choose "
        "another destination.",
        "ja": "{place} が見えません。ボットに「チャンネルを見る」権限を付与するか、"
        "別の送り先を選んでください。",
    },
    "discord.place.unseen_thread": {
        "en": "I cannot see the thread {place}: mention me in it so that I am added, or choose "
        "another destination.",
        "ja": "スレッド {place} が見えません。スレッド内でボットをメンションして追加するか、"
        "別の送り先を選んでください。",
    },
    "discord.place.you_lack": {
        "en": "You may not post in {place}: you lack {names} there.",
        "ja": "{place} に投稿する権限がありません。あなたに足りない権限：{names}",
    },
    "discord.place.i_lack": {
        "en": "I may not post alerts in {place}: I lack {names} there. Ask a moderator, or "
        "choose another destination.",
        "ja": "{place} に通知を投稿できません。ボットに足りない権限：{names}。"
        "モデレーターに依頼するか、別の送り先を選んでください。",
    },
    "discord.permission.view_channel": {"en": "View Channel", "ja": "チャンネルを見る"},
    "discord.permission.send_messages": {"en": "Send Messages", "ja": "メッセージを送信"},
    "discord.permission.send_messages_in_threads": {
        "en": "Send Messages in Threads",
        "ja": "スレッドでメッセージを送信",
    },
    "discord.permission.embed_links": {"en": "Embed Links", "ja": "埋め込みリンク"},
    "discord.permission.read_message_history": {
        "en": "Read Message History",
        "ja": "メッセージ履歴を読む",
    },
    "discord.press.snooze": {"en": "Quiet for a day: {names}.", "ja": "1日休みます：{names}"},
    "discord.press.unsnooze": {
        "en": "**{name}** is awake again.",
        "ja": "**{name}** の通知を再開しました。",
    },
    "discord.press.dismiss": {
        "en": "You will not hear of “{title}” again.",
        "ja": "「{title}」についてはもう通知しません。",
    },
    "discord.press.undismiss": {
        "en": "You may hear of that listing again.",
        "ja": "この出品について再び通知します。",
    },
    "discord.press.stop": {"en": "Stopped: {names}.", "ja": "停止しました：{names}"},
    "discord.press.resume": {
        "en": "**{name}** is running again.",
        "ja": "**{name}** を再開しました。",
    },
    "discord.press.undelete": {
        "en": "**{name}** is back and running.",
        "ja": "**{name}** を元に戻しました。",
    },
    "discord.press.nothing_active": {
        "en": "The filters behind that alert are paused or deleted already; /filter list shows "
        "yours.",
        "ja": "この通知のフィルターはすでに停止または削除されています。/filter list "
        "で一覧を確認できます。",
    },
    "discord.press.no_filter": {
        "en": "That filter is deleted, or it is not yours; /filter list shows your filters.",
        "ja": "このフィルターは削除されたか、あなたのものではありません。/filter list で一覧を"
        "確認できます。",
    },
    "discord.press.unknown": {
        "en": "That button does not work any more; /filter list shows your filters.",
        "ja": "このボタンはもう使えません。/filter list でフィルターを確認できます。",
    },
    "discord.reason.channel_deleted": {
        "en": "the channel was deleted",
        "ja": "チャンネルが削除されました",
    },
    "discord.reason.removed": {
        "en": "I was removed from {server}",
        "ja": "ボットが{server}から外されました",
    },
    "discord.reason.overheard": {
        "en": "everybody can read that channel",
        "ja": "そのチャンネルは全員が閲覧できます",
    },
    "discord.reason.server_gone": {
        "en": "I am not on that server any more",
        "ja": "ボットがサーバーにいません",
    },
    "discord.reason.member_left": {
        "en": "you are no longer on that server",
        "ja": "あなたはそのサーバーのメンバーではありません",
    },
    "discord.reason.user_gone": {
        "en": "that account does not exist any more",
        "ja": "アカウントが存在しません",
    },
    "discord.reason.banned": {
        "en": "I was banned from that server",
        "ja": "ボットがサーバーからBANされています",
    },
    "discord.reason.not_a_text_channel": {
        "en": "messages cannot be posted in that kind of channel",
        "ja": "メッセージを投稿できない種類のチャンネルです",
    },
    "discord.reason.no_access": {
        "en": "I cannot see the channel any more",
        "ja": "ボットがチャンネルを見られません",
    },
    "discord.reason.dms_closed": {
        "en": "your direct messages are closed to me",
        "ja": "あなたへのDMを送れない設定になっています",
    },
    "discord.reason.no_permission": {
        "en": "I lack the permission to post there",
        "ja": "ボットに投稿する権限がありません",
    },
    "discord.reason.thread_archived": {
        "en": "the thread is archived",
        "ja": "スレッドがアーカイブされています",
    },
    "discord.reason.thread_locked": {
        "en": "the thread is locked",
        "ja": "スレッドがロックされています",
    },
    "discord.reason.no_common_server": {
        "en": "we have no server in common any more",
        "ja": "あなたとボットが共通のサーバーにいません",
    },
    "discord.reason.refused": {
        "en": "Discord does not let me write there (code {code})",
        "ja": "Discordが送信を許可していません（コード {code}）",
    },
    "discord.reason.no_history": {
        "en": "I may not read the message history there",
        "ja": "ボットにメッセージ履歴を読む権限がありません",
    },
    "discord.reason.too_much_to_read": {
        "en": "too much was written there in the meantime",
        "ja": "その後の投稿が多すぎて確認できません",
    },
    "discord.help": {
        "en": "**Maneki** watches markets for you and tells you when something that fits turns "
        "up.\n"
        "• `/filter create` saves what you look for: brands, words, prices, markets ...\n"
        "• `/filter list`, `show`, `edit`, `pause`, `resume`, `delete` look after your filters; "
        "`preview` says what one would have told you of lately.\n"
        "• `/alertchannel` says where alerts go: a channel, a thread, or (left out) your "
        "direct messages.\n"
        "• `/alerts pause`, `resume`, `quiet`, `digest`, `limits` say when they come and how many; "
        "none is lost.\n"
        "• `/currency` shows prices in your currency as well.\n"
        "• `/alerts log` says what became of your alerts, `/alerts why` why a listing came or "
        "did not.\n"
        "• `/rate` tells me how well it goes.\n"
        "Under every alert: **Snooze** is quiet for a day, **Not for me** hides that "
        "listing, **Stop** pauses the filter. All of it can be undone, and nobody else "
        "sees your filters.",
        "ja": "**Maneki** はマーケットを見守り、条件に合う出品が現れたらお知らせします。\n"
        "• `/filter create` 探しているものを登録（ブランド、キーワード、価格、"
        "マーケットなど）\n"
        "• `/filter list`・`show`・`edit`・`pause`・`resume`・`delete` フィルターの管理、"
        "`preview` 最近の出品での試し判定\n"
        "• `/alertchannel` 通知の送り先（チャンネル、スレッド、省略するとDM）\n"
        "• `/alerts pause`・`resume`・`quiet`・`digest`・`limits` 通知を受け取る時間や量の設定"
        "（通知は失われません）\n"
        "• `/currency` 価格をあなたの通貨でも表示\n"
        "• `/alerts log` 通知の結果、`/alerts why` 通知された（されなかった）理由\n"
        "• `/rate` 使い心地の評価\n"
        "通知の下のボタン：**休む** は1日お休み、**興味なし** はその出品を非表示、**停止** "
        "はフィルターの一時停止です。どれも元に戻せます。"
        "フィルターが他の人に見えることはありません。",
    },
    "wanted.fixed": {"en": "Can be bought now", "ja": "すぐに買える"},
    "wanted.auction": {"en": "Can be bid on", "ja": "入札できる"},
}
