"""What whoever runs Maneki is told at once: what is wrong, and what to do."""

from __future__ import annotations

CATALOGUE: dict[str, dict[str, str]] = {
    "alarm.rate_limited": {
        "en": "🚨 Discord answered 429 ({subject}, {times} ×), which must never happen. Everything "
        "waits as long as it asked to. Is the token used by another program? If not, lower "
        "MANEKI_DISCORD_REQUESTS_PER_SECOND and report it with the lines delivery.rate_limited of "
        "the log.",
        "ja": "🚨 Discord から 429 が返されました（{subject}、{times}回）。"
        "本来起きないはずのことです。指定された時間だけ待機しています。同じトークンを他のプログラムで使っていませんか。"
        "使っていなければ MANEKI_DISCORD_REQUESTS_PER_SECOND を下げ、"
        "ログの delivery.rate_limited の行を添えて報告してください。",
    },
    "alarm.breaker": {
        "en": "🚨 Too many requests were refused, so nothing goes out for {minutes} minutes: at "
        "ten thousand Discord shuts this address out. Nothing is lost. Look for discord.refused in "
        "the log: mostly it is a permission that is lacking in many channels.",
        "ja": "🚨 拒否されたリクエストが多すぎるため、{minutes}分間送信を止めました。"
        "1万件に達すると Discord から締め出されます。通知は失われません。"
        "ログの discord.refused を確認してください。"
        "多くの場合、複数のチャンネルで権限が不足しています。",
    },
    "alarm.turned_away": {
        "en": "🚨 Cloudflare turned this machine away from Discord; nothing goes out for {minutes} "
        "minutes. Nothing is lost. Do not restart again and again: it asks anew each time. If it "
        "goes on, see whether others share this machine's address, and ask Discord's support.",
        "ja": "🚨 Cloudflare がこのマシンから Discord への接続を拒否したため、{minutes}分間送信を"
        "止めました。通知は失われません。再起動を繰り返さないでください。"
        "続く場合は、IPアドレスを他者と共有していないか確認し、Discord に問い合わせてください。",
    },
    "alarm.backlog": {
        "en": "🚨 Alerts are late: the oldest has waited for {minutes} minutes. Nothing is lost. "
        "`maneki stats` says which stage is slow; if Discord is, see https://discordstatus.com.",
        "ja": "🚨 通知が遅れています。最も古いものは{minutes}分待っています。通知は失われません。"
        "`maneki stats` でどの段階が遅いか確認できます。"
        "Discord が原因の場合は https://discordstatus.com をご覧ください。",
    },
    "alarm.market": {
        "en": "🚨 {market} does not answer as it should ({hosts}). Those whose filters need it "
        "have been told, and it is asked again by itself. If it has blocked us, leave it alone: "
        "`maneki markets off` stops asking. The lines market.failed of the log say more.",
        "ja": "🚨 {market} が正常に応答していません（{hosts}）。影響を受ける利用者には通知済みで、"
        "自動的に再確認します。ブロックされた場合は `maneki markets off` で停止してください。"
        "詳しくはログの market.failed をご覧ください。",
    },
    "alarm.disk": {
        "en": "🚨 The disk of the database has {megabytes} MB left. When it is full nothing can be "
        "written, and alerts wait. Make room, or lower MANEKI_KEEP_LISTINGS_DAYS.",
        "ja": "🚨 データベースのディスク残量が {megabytes} MB です。満杯になると書き込めず、"
        "通知が止まります。空きを作るか、MANEKI_KEEP_LISTINGS_DAYS を下げてください。",
    },
    "alarm.lease": {
        "en": "⚠️ An earlier Maneki ({holder}) ended without stopping tidily; this one has taken "
        "over what it left. Nothing is lost. Look for the end of the earlier one in the log: did "
        "it crash, or was it killed?",
        "ja": "⚠️ 前回の Maneki（{holder}）が正常に終了しなかったため、残りを引き継ぎました。"
        "通知は失われません。クラッシュや強制終了がなかったか、前回のログの末尾を確認してください。",
    },
    "alarm.process": {"en": "process {pid} on {host}", "ja": "{host} のプロセス {pid}"},
    "alarm.loop": {
        "en": "🚨 The part “{subject}” has failed {times} times in a row. It goes on trying; after "
        "twenty times Maneki stops. The lines loop.failed of the log say why.",
        "ja": "🚨 「{subject}」の処理が{times}回連続で失敗しました。再試行を続けますが、"
        "20回続くと Maneki は停止します。原因はログの loop.failed をご覧ください。",
    },
    "alarm.matching": {
        "en": "⚠️ The processes that help with matching have lost the one they come from, and those "
        "that end are not replaced. Nothing is lost; with very many filters alerts come later. "
        "Start Maneki again when it suits you. The line matching.fork_server_lost of the log says "
        "when it was; what ended it may be in the log of the system (out of memory?).",
        "ja": "⚠️ 照合を手伝うプロセスの親が終了したため、終了したプロセスは補充されません。"
        "失われたものはありませんが、フィルターが非常に多いと通知が遅くなります。都合のよいときに "
        "Maneki を再起動してください。時刻はログの matching.fork_server_lost に、原因は"
        "システムのログにあるかもしれません（メモリ不足など）。",
    },
    "alarm.over": {
        "en": "✅ Over: {what} (it went on for {minutes} min).",
        "ja": "✅ 解消: {what}（{minutes}分間続きました）。",
    },
    "alarm.over.rate_limited": {
        "en": "no more 429s ({subject})",
        "ja": "429 は出ていません（{subject}）",
    },
    "alarm.over.breaker": {"en": "messages go out again", "ja": "送信を再開しました"},
    "alarm.over.turned_away": {
        "en": "Discord lets this machine in again",
        "ja": "Discord に再び接続できます",
    },
    "alarm.over.backlog": {"en": "alerts are on time again", "ja": "通知の遅れはなくなりました"},
    "alarm.over.market": {
        "en": "{subject} answers again, or is not asked any more",
        "ja": "{subject} が復旧したか、確認の対象から外れました",
    },
    "alarm.over.disk": {
        "en": "there is room on the disk again",
        "ja": "ディスクに空きができました",
    },
    "alarm.over.matching": {
        "en": "processes that help with matching come and go as they should again",
        "ja": "照合を手伝うプロセスが再び補充されるようになりました",
    },
    "alarm.over.loop": {"en": "“{subject}” works again", "ja": "「{subject}」は復旧しました"},
}
