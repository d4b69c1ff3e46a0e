"""What we say about when people want to hear: pauses, quiet hours, limits, digests, expiry."""

from __future__ import annotations

CATALOGUE: dict[str, dict[str, str]] = {
    "discord.command.alerts.pause": {
        "en": "Hold all of your alerts for a while; nothing is lost",
        "ja": "すべての通知をしばらく止める（なくなりません）",
    },
    "discord.command.alerts.pause.for": {
        "en": "For how long, such as 2 hours or 3 days (until you resume if left out)",
        "ja": "期間（2時間、3日など。省略すると再開するまで）",
    },
    "discord.command.alerts.resume": {
        "en": "Go on with your alerts; what waited comes now",
        "ja": "通知を再開し、たまっていたものを受け取る",
    },
    "discord.command.alerts.quiet": {
        "en": "Hours of your day in which nothing is sent to you",
        "ja": "通知を送らない時間帯（おやすみ時間）",
    },
    "discord.command.alerts.quiet.from": {
        "en": "When they begin, such as 22:00 or 10pm",
        "ja": "開始時刻（22:00、午後10時など）",
    },
    "discord.command.alerts.quiet.until": {
        "en": "When they end, such as 7:00",
        "ja": "終了時刻（7:00 など）",
    },
    "discord.command.alerts.quiet.zone": {
        "en": "Your time zone, such as Asia/Tokyo",
        "ja": "タイムゾーン（Asia/Tokyo など）",
    },
    "discord.command.alerts.quiet.off": {
        "en": "No quiet hours any more",
        "ja": "おやすみ時間をなくす",
    },
    "discord.command.alerts.digest": {
        "en": "Get the alerts of a filter together, every hour or every day",
        "ja": "フィルターの通知を1時間ごと・1日ごとにまとめる",
    },
    "discord.command.alerts.digest.how": {
        "en": "How often, or off for one by one",
        "ja": "頻度（オフにすると1件ずつ）",
    },
    "discord.command.alerts.digest.at": {
        "en": "When, on your clock (9:00 if left out; hourly: at that minute)",
        "ja": "時刻（省略すると9:00、1時間ごとの場合はその分）",
    },
    "discord.command.alerts.digest.top": {
        "en": "How many are shown at once (10 if left out); the others are behind them",
        "ja": "一度に表示する件数（省略すると10件、残りはページ送り）",
    },
    "discord.command.alerts.digest.order": {
        "en": "Which come first (the newest if left out)",
        "ja": "並び順（省略すると新しい順）",
    },
    "discord.command.alerts.limits": {
        "en": "How much you want to get one by one; the rest comes in a digest",
        "ja": "1件ずつ届く数の上限（超えた分はまとめて届きます）",
    },
    "discord.command.alerts.limits.alerts_a_day": {
        "en": "Alerts a day (0: no limit)",
        "ja": "1日の通知数（0で上限なし）",
    },
    "discord.command.alerts.limits.messages_an_hour": {
        "en": "Messages an hour (0: no limit)",
        "ja": "1時間のメッセージ数（0で上限なし）",
    },
    "discord.command.alerts.limits.filter": {
        "en": "Only for this filter of yours",
        "ja": "このフィルターだけに適用",
    },
    "discord.command.create.priority": {
        "en": "0 to 9: above 0 goes first, and your own limits do not hold it back",
        "ja": "優先度0〜9（1以上は先に届き、あなたの上限にも止められません）",
    },
    "digest.of_filter": {"en": "📬 Digest of **{name}**", "ja": "📬 **{name}** のまとめ"},
    "digest.digest": {
        "en": "📬 Digest of one of your filters",
        "ja": "📬 フィルターのまとめ",
    },
    "digest.cap": {
        "en": "📬 Digest of what went beyond your limits",
        "ja": "📬 上限を超えた分のまとめ",
    },
    "digest.backlog": {
        "en": "📬 Digest of what turned up while I could not write here",
        "ja": "📬 送信できなかった間のまとめ",
    },
    "digest.hours": {
        "en": "📬 What turned up while it was too late for text messages",
        "ja": "📬 SMSを送れない時間帯のまとめ",
    },
    "digest.doubt": {
        "en": "📬 What turned up meanwhile",
        "ja": "📬 この間のまとめ",
    },
    "digest.spent": {
        "en": "📬 What turned up meanwhile",
        "ja": "📬 この間のまとめ",
    },
    "digest.range": {"en": "{first}–{last} of {count}", "ja": "{count}件中 {first}–{last}件"},
    "digest.previous": {"en": "◀", "ja": "◀"},
    "digest.next": {"en": "▶", "ja": "▶"},
    "digest.forgotten": {
        "en": "What that digest told of is forgotten by now.",
        "ja": "このまとめの内容はすでに削除されています。",
    },
    "digest.not_yours": {
        "en": "That digest is somebody else’s.",
        "ja": "このまとめは他の人のものです。",
    },
    "holding.every.hourly": {"en": "every hour", "ja": "1時間ごと"},
    "holding.every.daily": {"en": "every day", "ja": "1日ごと"},
    "holding.every.off": {"en": "off: one by one", "ja": "オフ（1件ずつ）"},
    "holding.order.newest": {"en": "newest first", "ja": "新しい順"},
    "holding.order.price": {"en": "cheapest first", "ja": "安い順"},
    "holding.not_a_duration": {
        "en": "“{text}” is not a duration I can read; write it as 90m, 2 hours, 3 days or 1w, a "
        "year at most.",
        "ja": "「{text}」は期間として読み取れません。90分、2時間、3日、1週間のように"
        "（最長1年）書いてください。",
    },
    "holding.not_a_time": {
        "en": "“{text}” is not a time of day I can read; write it as 22:00, 7 or 10pm.",
        "ja": "「{text}」は時刻として読み取れません。22:00、7時、午後10時のように書いてください。",
    },
    "holding.not_a_zone": {
        "en": "“{text}” is not a time zone; write one such as Asia/Tokyo or Europe/Berlin.",
        "ja": "「{text}」というタイムゾーンはありません。Asia/Tokyo や Europe/Berlin "
        "のように書いてください。",
    },
    "holding.not_a_limit": {
        "en": "A limit is a number from 1 to {most}.",
        "ja": "上限は1から{most}までの数にしてください。",
    },
    "holding.quiet.same": {
        "en": "Quiet hours may not end when they begin; choose two different times.",
        "ja": "開始時刻と終了時刻が同じです。別の時刻にしてください。",
    },
    "holding.quiet.both": {
        "en": "Say both when quiet hours begin and when they end, such as from 22:00 until 7:00.",
        "ja": "開始時刻と終了時刻の両方を指定してください（22:00 から 7:00 など）。",
    },
    "holding.paused": {
        "en": "⏸️ Your alerts are paused until {when}. Nothing is lost: what turns up meanwhile "
        "comes then, or as soon as you use /alerts resume.",
        "ja": "⏸️ {when} まで通知を止めます。その間の通知は失われず、その時刻か /alerts resume "
        "で届きます。",
    },
    "holding.paused_open": {
        "en": "⏸️ Your alerts are paused. Nothing is lost: what turns up meanwhile comes as soon "
        "as you use /alerts resume.",
        "ja": "⏸️ 通知を止めました。その間の通知は失われず、/alerts resume で届きます。",
    },
    "holding.resumed": {
        "en": "▶️ Your alerts are on. /alerts pause holds them again.",
        "ja": "▶️ 通知を再開しました。/alerts pause でまた止められます。",
    },
    "holding.now": {"en": "What waited comes now.", "ja": "たまっていたものは今届きます。"},
    "holding.now.mostly": {
        "en": "What waited comes now, but for what a snooze, a digest or a limit of yours holds.",
        "ja": "たまっていたものは今届きます（お休み中のフィルター、まとめ、上限で"
        "保留されるものを除きます）。",
    },
    "holding.still.snoozed": {
        "en": "You have snoozed what it is for, though: until {when} nothing comes.",
        "ja": "ただし、フィルターをお休み中のため、{when} までは届きません。",
    },
    "holding.still.paused": {
        "en": "All of your alerts are paused, though: until {when}, or /alerts resume, nothing "
        "comes.",
        "ja": "ただし、通知を一時停止中のため、{when} か /alerts resume までは届きません。",
    },
    "holding.still.paused_open": {
        "en": "All of your alerts are paused, though: nothing comes until you use /alerts resume.",
        "ja": "ただし、通知を一時停止中のため、/alerts resume までは届きません。",
    },
    "holding.still.quiet": {
        "en": "These are your quiet hours, though: until {when} nothing comes.",
        "ja": "ただし、おやすみ時間中のため、{when} までは届きません。",
    },
    "holding.still.digest": {
        "en": "It comes in the next digest: {when}.",
        "ja": "次のまとめ（{when}）に入ります。",
    },
    "holding.quiet.on": {
        "en": "🌙 Nothing is sent to you from {start} until {end} ({zone}, where it is {now} now). "
        "What turns up meanwhile comes afterwards; /alerts quiet off takes the quiet hours back.",
        "ja": "🌙 {start} から {end} まで（{zone}、現地は今 {now}）は何も送りません。"
        "その間の通知は終わってから届きます。/alerts quiet の off でなくせます。",
    },
    "holding.quiet.off": {
        "en": "You have no quiet hours ({zone}, where it is {now} now): what is due comes at any "
        "time. /alerts quiet from and until set them.",
        "ja": "おやすみ時間はありません（{zone}、現地は今 {now}）。いつでも通知が届きます。"
        "/alerts quiet の from と until で設定できます。",
    },
    "holding.digest.daily": {
        "en": "📬 What **{name}** finds comes together every day at {at} ({zone}): {top} at once, "
        "{order}. /alerts digest off makes it one by one again.",
        "ja": "📬 **{name}** の通知は毎日 {at}（{zone}）にまとめて届きます（{top}件ずつ、"
        "{order}）。/alerts digest のオフで1件ずつに戻せます。",
    },
    "holding.digest.hourly": {
        "en": "📬 What **{name}** finds comes together every hour, at minute {minute}: {top} at "
        "once, {order}. /alerts digest off makes it one by one again.",
        "ja": "📬 **{name}** の通知は1時間ごと（毎時{minute}分）にまとめて届きます（{top}件ずつ、"
        "{order}）。/alerts digest のオフで1件ずつに戻せます。",
    },
    "holding.digest.off": {
        "en": "What **{name}** finds comes one by one, as soon as it turns up.",
        "ja": "**{name}** の通知は見つかり次第1件ずつ届きます。",
    },
    "holding.digest.quiet": {
        "en": "In your quiet hours it waits for their end, at {end}.",
        "ja": "おやすみ時間中は、終了時刻の {end} に届きます。",
    },
    "holding.limits.told": {
        "en": "One by one you get: alerts a day: {alerts}; messages an hour: {messages}. What goes "
        "beyond comes in a digest; 0 takes a limit back. Filters with a priority are not limited.",
        "ja": "1件ずつ届く上限：1日の通知 {alerts}、1時間のメッセージ {messages}。"
        "超えた分はまとめて届きます。0で上限をなくせます。優先度のあるフィルターは対象外です。",
    },
    "holding.limits.of_filter": {
        "en": "One by one you get of **{name}**: alerts a day: {alerts}; messages an hour: "
        "{messages}. What goes beyond comes in a digest; 0 takes a limit back.",
        "ja": "**{name}** から1件ずつ届く上限：1日の通知 {alerts}、1時間のメッセージ {messages}。"
        "超えた分はまとめて届きます。0で上限をなくせます。",
    },
    "holding.priority": {
        "en": "Priority {priority}: it goes first, and your own limits do not hold it back.",
        "ja": "優先度 {priority}：先に届き、あなたの上限にも止められません。",
    },
    "holding.limits.none": {"en": "no limit", "ja": "上限なし"},
    "holding.suggest.hour": {"en": "1 hour", "ja": "1時間"},
    "holding.suggest.night": {"en": "8 hours", "ja": "8時間"},
    "holding.suggest.day": {"en": "1 day", "ja": "1日"},
    "holding.suggest.weekend": {"en": "3 days", "ja": "3日"},
    "holding.suggest.week": {"en": "1 week", "ja": "1週間"},
}
