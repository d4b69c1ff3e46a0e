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
        "en": 'More books like "{title}"',
        "ja": "「{title}」に似た本を教えて",
    },
    "discord.book.said.tell": {
        "en": 'Tell me when "{title}" is in',
        "ja": "「{title}」が入荷したら教えて",
    },
    "discord.book.said.staff": {
        "en": "I want to talk to a person",
        "ja": "店員と話したいです",
    },
    "discord.talk.unread": {
        "en": "I only get to read messages that mention me or reply to one of mine: please answer "
        "that way here.",
        "ja": "この場所では、メンションか返信がついたメッセージしか読めません。"
        "お手数ですが、そのいずれかでお書きください。",
    },
    "discord.talk.not_let_in": {
        "en": "The assistant is only for members with certain roles here. Please ask a moderator.",
        "ja": "このアシスタントは、特定のロールを持つメンバーだけが利用できます。"
        "モデレーターにお尋ねください。",
    },
    "discord.talk.trouble": {
        "en": "Something went wrong on my side, so I could not take that. Please try again.",
        "ja": "こちらの不具合で受け付けられませんでした。もう一度お試しください。",
    },
    "discord.command.book": {
        "en": "Look for a book in the shop",
        "ja": "お店の本を探す",
    },
    "discord.command.book.words": {
        "en": "A title, an author, an ISBN, or what it should be like",
        "ja": "題名、著者、ISBN、またはどんな本か",
    },
    "discord.command.recent": {"en": "What came out lately", "ja": "最近の新刊"},
    "discord.command.hours": {"en": "When the shop is open", "ja": "営業時間"},
    "discord.command.hours.when": {
        "en": "A day or an hour, such as Dec 24, next Friday or tomorrow at 7 pm",
        "ja": "日や時刻（12月24日、来週の金曜日、明日19時など）",
    },
    "discord.command.human": {"en": "Talk to a person of the shop", "ja": "店員と話す"},
    "discord.command.link": {
        "en": "Link your phone: we know you on both, and nobody else sees it",
        "ja": "電話番号と連携する（ほかの人には見えません）",
    },
    "discord.command.link.phone": {
        "en": "Your number, such as +12125550123: we text it a code",
        "ja": "電話番号（例：+819012345678）。コードをSMSで送ります",
    },
    "discord.command.unlink": {
        "en": "Undo the link with your phone",
        "ja": "電話番号との連携を解除する",
    },
    "discord.command.forget": {
        "en": "Delete what we keep of you",
        "ja": "保存されている自分の情報を削除する",
    },
    "discord.command.export": {
        "en": "Get a copy of what we keep of you",
        "ja": "保存されている自分の情報を受け取る",
    },
    "discord.command.settings": {
        "en": "How the shop's assistant behaves in this server",
        "ja": "このサーバーでのアシスタントの設定",
    },
    "discord.command.settings.channel": {
        "en": "A channel where everything is meant for the assistant; again to take it away",
        "ja": "すべての発言に答えるチャンネル（もう一度指定すると解除）",
    },
    "discord.command.settings.talkers": {
        "en": "A role that may talk with it (nobody else then); again to take it away",
        "ja": "利用できるロール（指定すると他の人は利用不可。もう一度指定すると解除）",
    },
    "discord.command.settings.staff": {
        "en": "A role that may answer for the shop; again to take it away",
        "ja": "お店として返答できるロール（もう一度指定すると解除）",
    },
    "discord.command.settings.staff_channel": {
        "en": "Where the staff are called to; again to take it away",
        "ja": "スタッフを呼び出すチャンネル（もう一度指定すると解除）",
    },
    "discord.command.settings.staff_role": {
        "en": "The role that is rung when the staff are called; again to ring nobody",
        "ja": "スタッフを呼び出すときに通知するロール（もう一度指定すると解除）",
    },
    "discord.command.settings.persona": {
        "en": "How it speaks: the name of a persona; “default” for the usual one",
        "ja": "話し方（ペルソナの名前、「default」で元に戻す）",
    },
    "discord.command.settings.language": {
        "en": "The language it begins with here; “default” for each member's own",
        "ja": "最初に使う言語（「default」でメンバーの言語）",
    },
    "discord.command.settings.currency": {
        "en": "The currency of prices here, such as USD; “default” for the shop's",
        "ja": "価格の通貨（例：JPY、「default」でお店の通貨）",
    },
    "discord.command.done": {
        "en": "For the staff: give the conversation back to the assistant",
        "ja": "スタッフ用：会話をアシスタントに戻す",
    },
    "discord.command.takeover": {
        "en": "For the staff: take over the conversation here",
        "ja": "スタッフ用：ここの会話を引き継ぐ",
    },
    "discord.command.said.recent": {
        "en": "What are the latest releases?",
        "ja": "新刊を教えて",
    },
    "discord.command.said.hours": {
        "en": "What are your opening hours?",
        "ja": "営業時間を教えてください",
    },
    "discord.command.said.hours.when": {
        "en": "Are you open {when}?",
        "ja": "{when}は営業していますか",
    },
    "discord.human.asked": {
        "en": "I have asked for somebody of the shop; they will answer {where}.",
        "ja": "スタッフを呼びました。{where}でお答えします。",
    },
    "discord.human.here": {"en": "here", "ja": "こちら"},
    "discord.human.dms": {"en": "in your DMs", "ja": "DM"},
    "discord.link.title": {"en": "Your code", "ja": "コードの入力"},
    "discord.link.label": {"en": "The code we texted you", "ja": "SMSで届いたコード"},
    "discord.link.without": {
        "en": "Leave it empty to get one that you text to us",
        "ja": "空欄で送信すると、当店へSMSで送るコードが届きます",
    },
    "discord.link.enter": {"en": "Enter the code", "ja": "コードを入力"},
    "discord.forget.sure": {
        "en": "Do you want that?",
        "ja": "よろしいですか？",
    },
    "discord.forget.yes": {"en": "Yes, forget me", "ja": "はい、削除します"},
    "discord.export.here": {
        "en": "This is all that we keep of you.",
        "ja": "保存されている情報はこれですべてです。",
    },
    "discord.settings.no_server": {
        "en": "This is settled per server: use it in one.",
        "ja": "サーバーごとの設定です。サーバー内でお使いください。",
    },
    "discord.settings.not_yours": {
        "en": "Only who may manage the server can settle this.",
        "ja": "この設定を変更できるのは、サーバーの管理権限を持つ人だけです。",
    },
    "discord.settings.channels": {
        "en": "Shop channels: {named}",
        "ja": "お店のチャンネル：{named}",
    },
    "discord.settings.talkers": {"en": "Who may talk: {named}", "ja": "利用できる人：{named}"},
    "discord.settings.staff": {"en": "Staff: {named}", "ja": "スタッフ：{named}"},
    "discord.settings.staff_channel": {
        "en": "The staff are called to: {named}",
        "ja": "スタッフの呼び出し先：{named}",
    },
    "discord.settings.staff_role": {
        "en": "Rung when the staff are called: {named}",
        "ja": "呼び出し時に通知：{named}",
    },
    "discord.settings.persona": {"en": "Persona: {named}", "ja": "話し方：{named}"},
    "discord.settings.language": {"en": "Language: {named}", "ja": "言語：{named}"},
    "discord.settings.currency": {"en": "Currency: {named}", "ja": "通貨：{named}"},
    "discord.settings.nobody": {"en": "nobody", "ja": "なし"},
    "discord.settings.unheard": {
        "en": "I cannot ring {role}: allow everybody to mention that role, or me to mention all "
        "roles.",
        "ja": "{role} に通知できません。ロールを「全員がメンション可能」にするか、"
        "ボットに全ロールのメンションを許可してください。",
    },
    "discord.settings.rings_everybody": {
        "en": "That would ring everybody: name a role of the staff.",
        "ja": "全員に通知されてしまいます。スタッフのロールを指定してください。",
    },
    "discord.settings.staff_in_public": {
        "en": "Everybody here can read {channel}, and what customers tell me in private is shown "
        "to the staff there: hide it from @everyone first.",
        "ja": "{channel} は全員が閲覧できます。お客様との非公開の会話が"
        "スタッフ向けに表示されるため、先に @everyone から見えないようにしてください。",
    },
    "discord.settings.none": {"en": "none", "ja": "なし"},
    "discord.settings.usual": {"en": "as everywhere", "ja": "標準"},
    "discord.settings.everybody": {"en": "everybody", "ja": "全員"},
    "discord.settings.managers": {"en": "who may manage the server", "ja": "サーバーの管理者"},
    "discord.settings.deaf": {
        "en": "I hear only mentions and replies there: whoever runs me has not switched on the "
        "message content intent.",
        "ja": "メッセージ内容のインテントが有効でないため、メンションと返信にだけ答えます。",
    },
    "discord.settings.not_a_currency": {
        "en": "“{text}” is no currency; write its three letters, such as USD.",
        "ja": "「{text}」は通貨ではありません。USDのように3文字で書いてください。",
    },
    "discord.settings.not_a_language": {
        "en": "I do not speak “{text}”: there are {known}.",
        "ja": "「{text}」は使えません。使えるのは {known} です。",
    },
    "discord.staff.thread": {"en": "{who}: {reason}", "ja": "{who}：{reason}"},
    "discord.staff.summary": {
        "en": "**Somebody asks for a person**: {reason}\n{who}, {where}.",
        "ja": "**スタッフが呼ばれています**：{reason}\n{who}・{where}",
    },
    "discord.staff.how": {
        "en": "What the staff write here goes to them; lines that begin with // stay among us. "
        "/done gives the conversation back to the assistant.",
        "ja": "ここに書いた内容は相手に届きます。「//」で始まる行はスタッフだけに見えます。"
        "/done で会話をアシスタントに戻します。",
    },
    "discord.staff.how.deaf": {
        "en": "I read only what mentions me or replies to a message of mine: answer that way.",
        "ja": "メンションか返信がついたメッセージだけを読めます。そのようにお答えください。",
    },
    "discord.staff.said": {"en": "> **They:** {text}", "ja": "> **相手：** {text}"},
    "discord.staff.answered": {"en": "> **We:** {text}", "ja": "> **当店：** {text}"},
    "discord.staff.nothing_said": {"en": "Nothing was said yet.", "ja": "まだ会話はありません。"},
    "discord.staff.place.phone": {"en": "by text message", "ja": "SMS"},
    "discord.staff.place.dm": {"en": "in Discord DMs", "ja": "DiscordのDM"},
    "discord.staff.place.thread": {"en": "in <#{address}>", "ja": "<#{address}>"},
    "discord.staff.place.channel": {"en": "in <#{address}>", "ja": "<#{address}>"},
    "discord.staff.place.console": {"en": "at the console", "ja": "コンソール"},
    "discord.staff.somebody": {"en": "Somebody", "ja": "お客様"},
    "discord.staff.phone": {"en": "a phone that ends in {digits}", "ja": "末尾{digits}の電話"},
    "discord.staff.only": {
        "en": "Only the staff of the shop can do that.",
        "ja": "お店のスタッフだけが使えます。",
    },
    "discord.staff.not_here": {
        "en": "No conversation is in the staff's hands here.",
        "ja": "ここでスタッフが対応中の会話はありません。",
    },
    "discord.staff.handed_back": {
        "en": "Done: the assistant has the conversation again.",
        "ja": "会話をアシスタントに戻しました。",
    },
    "discord.staff.taken": {
        "en": "You have the word now; a thread for the staff opens in a moment.",
        "ja": "会話を引き継ぎました。まもなくスタッフ用のスレッドが開きます。",
    },
    "discord.staff.nobody_here": {
        "en": "There is no conversation here to take over.",
        "ja": "ここには引き継げる会話がありません。",
    },
    "discord.staff.take": {"en": "Take over again", "ja": "もう一度引き継ぐ"},
    "discord.staff.which": {
        "en": "Which conversation do you want to take over?",
        "ja": "どの会話を引き継ぎますか？",
    },
    "discord.staff.reason.taken": {"en": "{by} takes over", "ja": "{by} が引き継ぎました"},
    "discord.settings.no_such_persona": {
        "en": "There is no persona “{text}”: there are {known}.",
        "ja": "「{text}」という話し方はありません。使えるのは {known} です。",
    },
    "discord.help.shop": {
        "en": "**The shop's assistant** looks for books, recommends some, and knows the shop. "
        "Write to me in DMs, or mention me.\n"
        "• `/book`, `/recent`, `/hours` answer what you alone read; `/human` calls a person.\n"
        "• `/link` makes you one customer here and by text, `/unlink` undoes it.\n"
        "• `/export` shows what we keep of you, `/forget` deletes it.",
        "ja": "**お店のアシスタント** が本を探し、おすすめし、お店についてお答えします。DMか"
        "メンションでお書きください。\n"
        "• `/book`・`/recent`・`/hours` 自分だけに見える返事、`/human` 店員を呼ぶ\n"
        "• `/link` ここと電話番号（SMS）を連携、`/unlink` 連携を解除\n"
        "• `/export` 保存されている情報、`/forget` その削除",
    },
}
