"""The words of a text, each brought to one form, so that texts can be compared. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from maneki.assistant.numerals import words_of

_WORD = re.compile(r"[a-zà-ÿ]+(?:'[a-z]+)?", re.IGNORECASE)
_IRREGULAR = dict(
    pair.split(":")
    for pair in words_of(
        "kept:keep held:hold bought:buy paid:pay sold:sell took:take taken:take sent:send "
        "brought:bring gave:give given:give got:get gotten:get came:come went:go gone:go "
        "made:make had:have has:have having:have did:do done:do does:do was:be were:be is:be "
        "are:be been:be being:be am:be said:say told:tell found:find left:leave put:put set:set "
        "wrote:write written:write read:read knew:know known:know saw:see seen:see met:meet "
        "lent:lend rang:ring rung:ring spoke:speak spoken:speak thought:think felt:feel "
        "won:win wore:wear worn:wear tore:tear torn:tear lost:lose chose:choose chosen:choose "
        "people:person children:child kids:child kid:child men:man women:woman shelves:shelf "
        "copies:copy stories:story less:less lies:lie lying:lie dying:die fees:fee free:free "
        "news:news bus:bus us:us this:this its:its his:his yes:yes always:always hours:hour "
        "welcome:welcome sale:sale sales:sale code:code codes:code series:series species:species "
        "giving:give using:use used:use uses:use sure:sure more:more store:store stores:store "
        "price:price prices:price priced:price pricing:price exchange:exchange "
        "exchanged:exchange exchanges:exchange exchanging:exchange purchase:purchase "
        "purchases:purchase purchased:purchase cheaper:cheap cheapest:cheap better:good "
        "best:best later:late earlier:early wrapped:wrap wrapping:wrap shipping:ship "
        "shipped:ship dropped:drop swapped:swap stopped:stop stepped:step shopping:shop "
        "cannot:cannot could:can might:may would:will"
    )
)


@dataclass(frozen=True, slots=True)
class Word:
    """A word where it stands; `lemma` is its form for comparing."""

    start: int
    end: int
    lemma: str


def words_in(text: str) -> Iterator[Word]:
    """Every word of Latin letters."""
    for found in _WORD.finditer(text):
        yield Word(found.start(), found.end(), lemma(found.group().lower()))


@lru_cache(maxsize=8192)
def lemma(word: str) -> str:
    """A word in small letters without its ending: "returned" and "returns" are one."""
    word = word.split("'", maxsplit=1)[0] if not word.endswith("n't") else word
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    return _bare(word)


def _bare(word: str) -> str:
    if len(word) > 4 and word.endswith(("ies", "ied")):
        return word[:-3] + "y"
    if len(word) > 4 and word.endswith(("sses", "xes", "ches", "shes", "zes")):
        return word[:-2]
    if len(word) > 5 and word.endswith("ing"):
        return _undoubled(word[:-3])
    if len(word) > 4 and word.endswith("ed") and not word.endswith("eed"):
        return _undoubled(word[:-2])
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    return word.removesuffix("e") if len(word) > 4 else word


def _undoubled(stem: str) -> str:
    if len(stem) > 3 and stem[-1] == stem[-2] and stem[-1] not in "lsz":
        return stem[:-1]
    return stem.removesuffix("e") if len(stem) > 4 else stem
