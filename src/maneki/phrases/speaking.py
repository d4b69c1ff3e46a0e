"""What is said where a language model did not find words that may be sent."""

from __future__ import annotations

CATALOGUE: dict[str, dict[str, str]] = {
    "speaking.lost": {
        "en": "I have no answer to that which I could stand behind. Try putting it another way, "
        'or say "person" to reach somebody of the shop.',
        "ja": "確かなお答えができません。言い方を変えていただくか、"
        "「スタッフ」とお送りいただければ担当者におつなぎします。",
    },
    "speaking.lost.wizard": {
        "en": "my crystal ball has clouded over, and i will not make things up. ask me another "
        'way, or say "person" and somebody of the shop will answer.',
        "ja": "水晶玉が曇ってしまいました。作り話はいたしません。言い方を変えていただくか、"
        "「スタッフ」とお送りください。",
    },
    "speaking.cap.person": {
        "en": "We have talked so much today that until tomorrow I only look things up for you, in "
        "fewer words.",
        "ja": "本日は長くお話ししましたので、明日までは簡単な検索のみでお答えします。",
    },
    "speaking.cap.shop": {
        "en": "For the rest of the month I only look things up for you, in fewer words.",
        "ja": "今月いっぱいは、簡単な検索のみでお答えします。",
    },
}
