"""Languages as people call them. Pure."""

from __future__ import annotations

_NAMES = {
    "en": ("english", "englisch", "inglés", "anglais", "英語"),
    "es": ("spanish", "spanisch", "español", "castellano", "espagnol", "スペイン語"),
    "de": ("german", "deutsch", "alemán", "allemand", "ドイツ語"),
    "fr": ("french", "französisch", "francés", "français", "フランス語"),
    "it": ("italian", "italienisch", "italiano", "italien", "イタリア語"),
    "pt": ("portuguese", "portugiesisch", "português", "portugués", "ポルトガル語"),
    "ja": ("japanese", "japanisch", "japonés", "japonais", "日本語"),
    "zh": ("chinese", "chinesisch", "chino", "chinois", "中国語"),
    "ko": ("korean", "koreanisch", "coreano", "coréen", "韓国語"),
    "ru": ("russian", "russisch", "ruso", "russe", "ロシア語"),
    "nl": ("dutch", "niederländisch", "neerlandés", "néerlandais", "オランダ語"),
    "pl": ("polish", "polnisch", "polaco", "polonais", "ポーランド語"),
    "sv": ("swedish", "schwedisch", "sueco", "suédois", "スウェーデン語"),
    "da": ("danish", "dänisch", "danés", "danois", "デンマーク語"),
    "no": ("norwegian", "norwegisch", "noruego", "norvégien", "ノルウェー語"),
    "fi": ("finnish", "finnisch", "finés", "finnois", "フィンランド語"),
    "tr": ("turkish", "türkisch", "turco", "turc", "トルコ語"),
    "el": ("greek", "griechisch", "griego", "grec", "ギリシャ語"),
    "ar": ("arabic", "arabisch", "árabe", "arabe", "アラビア語"),
    "he": ("hebrew", "hebräisch", "hebreo", "hébreu", "ヘブライ語"),
    "hi": ("hindi", "ヒンディー語"),
    "la": ("latin", "latein", "latín", "ラテン語"),
}
_CODES = {name: code for code, names in _NAMES.items() for name in names}


def language_code(said: str) -> str | None:
    """ISO 639-1 of a language that somebody names; None if it is not known as one."""
    name = said.strip().casefold()
    if name in _CODES:
        return _CODES[name]
    return name if name in _NAMES else None
