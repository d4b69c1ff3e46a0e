"""What we say in a conversation by ourselves, whoever answers the rest."""

from __future__ import annotations

CATALOGUE: dict[str, dict[str, str]] = {
    "conversation.kept.empty": {
        "en": "there was nothing in it",
        "ja": "本文がありませんでした",
    },
    "conversation.kept.opted_out": {
        "en": "its sender wants no texts from us",
        "ja": "送信者はSMSの受信を停止しています",
    },
    "conversation.kept.too_many": {
        "en": "its sender wrote too much within a short time",
        "ja": "短時間に多くのメッセージが送られました",
    },
    "conversation.kept.unsent": {
        "en": "its sender opted out while it was being answered",
        "ja": "返信の作成中に受信が停止されました",
    },
    "conversation.kept.staff": {
        "en": "somebody of the shop took over while it was being answered",
        "ja": "返信の作成中にスタッフが対応を引き継ぎました",
    },
    "conversation.kept.failed": {
        "en": "answering it failed several times",
        "ja": "返信の作成に何度も失敗しました",
    },
    "conversation.stopped": {
        "en": "{shop}: You have unsubscribed and will no longer receive messages. "
        "Reply HELP for help.",
        "ja": "{shop}: 配信を停止しました。今後メッセージは送信されません。"
        "お問い合わせはHELPと返信してください。",
    },
    "conversation.started": {
        "en": "{shop}: You will receive our answers again. Reply HELP for help or STOP to opt out. "
        "Msg&data rates may apply.",
        "ja": "{shop}: 返信を再開しました。HELPでヘルプ、STOPで停止します。"
        "通信料がかかる場合があります。",
    },
    "conversation.help": {
        "en": "{shop}: For help, contact {contact} or reply STOP to unsubscribe. "
        "Msg&data rates may apply.",
        "ja": "{shop}: お問い合わせは {contact} まで。停止するにはSTOPと返信してください。"
        "通信料がかかる場合があります。",
    },
    "conversation.help.here": {
        "en": "us by asking for a person here",
        "ja": "このトークで「スタッフ」とお送りください。そちら",
    },
    "conversation.too_many": {
        "en": "That is more than I can answer at once. Give me a few minutes, then go on.",
        "ja": "一度にお答えできる量を超えました。数分おいてから、続けてお送りください。",
    },
    "conversation.kept.spent": {
        "en": "what texts may cost was spent",
        "ja": "SMSの利用上限に達したため",
    },
    "conversation.spent": {
        "en": "That is as much as I can text you for now. Please write again tomorrow.",
        "ja": "本日SMSでお送りできる上限に達しました。明日またお送りください。",
    },
    "conversation.spent.contact": {
        "en": "That is as much as I can text you for now. You reach us at {contact}, or write "
        "again tomorrow.",
        "ja": "本日SMSでお送りできる上限に達しました。{contact}までご連絡いただくか、"
        "明日またお送りください。",
    },
    "conversation.in_doubt": {
        "en": "If you want no more texts from us, reply STOP.",
        "ja": "メッセージの停止をご希望の場合は、STOPと返信してください。",
    },
    "conversation.introduction": {
        "en": "You are talking with the automated assistant of {shop}. "
        'Say "person" to reach somebody of the shop.',
        "ja": "{shop}の自動アシスタントがお答えしています。"
        "「スタッフ」とお送りいただければ、担当者におつなぎします。",
    },
    "conversation.introduction.sms": {
        "en": "Automated assistant of {shop}. Text PERSON to reach somebody. "
        "We text back when you text us. Msg&data rates may apply. "
        "Reply STOP to opt out, HELP for help.",
        "ja": "{shop}の自動アシスタントです。スタッフと話すにはPERSON。"
        "お客様のメッセージにのみ返信します。通信料がかかる場合があります。HELPでヘルプ、STOPで停止。",
    },
    "conversation.introduction.sms.again": {
        "en": "Automated assistant of {shop}. Text PERSON to reach somebody.",
        "ja": "{shop}の自動アシスタントです。スタッフと話すにはPERSONと送ってください。",
    },
    "conversation.pictures": {
        "en": "I cannot see pictures or listen to recordings. Could you tell me in words?",
        "ja": "画像や音声は確認できません。文字で教えていただけますか。",
    },
    "conversation.failed": {
        "en": "Something went wrong on my side, so I could not answer that. "
        "Please try once more, or ask for a person.",
        "ja": "こちらの不具合でお答えできませんでした。もう一度お送りいただくか、"
        "スタッフをお呼びください。",
    },
    "conversation.handed_back": {
        "en": 'Our assistant is back with you. Say "person" any time to reach us again.',
        "ja": "ここからは自動アシスタントがお答えします。"
        "「スタッフ」とお送りいただければ、いつでも担当者におつなぎします。",
    },
    "conversation.staff_link_left_out": {
        "en": "A link was left out of this text: carriers block short and affiliate links. "
        "Send the whole address of a page of yours instead.",
        "ja": "このSMSからリンクを省きました。短縮URLやアフィリエイトリンクは通信会社に"
        "ブロックされます。元のページの完全なURLをお送りください。",
    },
    "conversation.staff.waiting": {
        "en": "⏳ They are waiting for an answer.",
        "ja": "⏳ お客様が返信をお待ちです。",
    },
    "conversation.staff.spent": {
        "en": "💸 What texts may cost is spent, for this customer today or for the shop this "
        "month. What you write still goes to them and is counted; the assistant would not answer.",
        "ja": "💸 SMSの利用上限（このお客様の1日分、またはお店の1か月分）に達しています。"
        "書き込みは引き続き送信され、費用に加算されます。自動アシスタントは返信しません。",
    },
    "conversation.staff.nobody_came": {
        "en": "Nobody answered for two open hours, so the assistant has the word again and has "
        "told them so. The button or /takeover takes it back.",
        "ja": "営業時間内に2時間返信がなかったため、自動アシスタントに戻り、"
        "お客様にお伝えしました。ボタンまたは /takeover で再開できます。",
    },
    "conversation.staff.over": {
        "en": "Nobody has said anything for twelve hours: the assistant answers them again.",
        "ja": "12時間やり取りがなかったため、自動アシスタントの応答に戻りました。",
    },
    "conversation.staff.pictures": {
        "en": "[with it came {count} picture(s) or file(s), which only their phone has]",
        "ja": "[画像・ファイルが{count}件添付されています（こちらでは表示できません）]",
    },
    "conversation.nobody_came": {
        "en": "Sorry, I could not reach anybody of the shop. I am the automated assistant again; "
        "what can I look up for you?",
        "ja": "申し訳ありません、担当者につながりませんでした。自動アシスタントがお手伝いします。",
    },
    "conversation.nobody_came.contact": {
        "en": "Sorry, I could not reach anybody of the shop for you here. You reach them at "
        "{contact}; I am the automated assistant again.",
        "ja": "申し訳ありません、担当者につながりませんでした。{contact}までご連絡ください。"
        "ここからは自動アシスタントがお答えします。",
    },
    "conversation.forget_how": {
        "en": "Reply FORGET YES to do it. It cannot be undone.",
        "ja": "削除するには「データ削除はい」と返信してください。元に戻すことはできません。",
    },
    "conversation.export_how": {
        "en": "Use /export, and you get all that we keep of you as a file.",
        "ja": "/export をお使いください。保存している情報をファイルでお渡しします。",
    },
    "conversation.not_in_a_try": {
        "en": "This is a try: nothing of theirs is linked, deleted or handed out in it.",
        "ja": "お試しのため、連携・削除・データの受け渡しは行われません。",
    },
    "conversation.summary.turn": {
        "en": "asked: {said}; answered: {answered}",
        "ja": "質問: {said} / 回答: {answered}",
    },
}
