"""Every sentence we say, per language. Pure: catalogues by topic, money and dates."""

from maneki.phrases.say import LANGUAGES, language_of, quoted, say

__all__ = ["LANGUAGES", "language_of", "quoted", "say"]
