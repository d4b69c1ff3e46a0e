"""What a brand finds, as it is said back to whoever asks for it."""

from __future__ import annotations

from maneki.filters.brand_hints import MOST_HINTS, BrandHints, hint_lines
from maneki.matching.brands import BrandDictionary, BrandRow

HINTS = BrandHints(
    BrandDictionary.from_rows(
        [
            BrandRow("Comme des Garçons", "コム・デ・ギャルソン", likely=("CDG",)),
            BrandRow("Burberry", "バーバリー"),
            BrandRow("Burberry Black Label", "バーバリー・ブラック・レーベル", house="Burberry"),
            BrandRow("Coach", "コーチ", likely=("Coach", "コーチ")),
        ]
    )
)


def said(*terms: str, language: str = "en") -> list[str]:
    return hint_lines(HINTS.of(terms), language=language)


def test_a_shortening_finds_its_brand_and_its_own_letters() -> None:
    [english], [japanese] = said("CDG"), said("CDG", language="ja")
    assert english == (
        "“CDG” finds the brand “Comme des Garçons (コムデギャルソン)”, however it is written, "
        "and the words “cdg”."
    )
    assert japanese == (
        "「CDG」で見つかるもの：ブランド「Comme des Garçons (コムデギャルソン)」"
        "（表記の違いも含みます）と、「cdg」という言葉そのもの"
    )


def test_a_name_that_is_a_word_finds_that_word_in_both_scripts() -> None:
    [english], [japanese] = said("Coach"), said("Coach", language="ja")
    assert english.endswith("and the words “coach”, “コーチ”.")
    assert japanese.endswith("と、「coach」「コーチ」という言葉そのもの")


def test_a_brand_nobody_knows_is_its_own_words() -> None:
    assert said("Foo") == ["“Foo” is no brand I know; I look for the words “foo” as they are."]
    assert said("Foo", language="ja") == [
        "「Foo」は登録のないブランドです。「foo」という言葉をそのまま探します。"
    ]


def test_lines_of_a_house_are_brands_of_their_own() -> None:
    _, lines = said("Burberry")
    assert lines == "Brands of their own, to be named too if you want them: “Burberry Black Label”"


def test_a_slip_is_asked_about_and_nothing_else_is_done() -> None:
    [hint] = HINTS.of(["Comme des Garcon"])
    assert (hint.brands, hint.near) == ((), ("Comme des Garçons",))
    for language, beginning in {
        "en": "Did you mean “Comme des Garçons”? Nothing was changed",
        "ja": "もしかして：「Comme des Garçons」？ 条件は入力のままです。",
    }.items():
        assert said("Comme des Garcon", language=language)[1].startswith(beginning)


def test_slips_come_first_and_there_are_never_too_many() -> None:
    terms = [*(f"Foo {number}" for number in range(20)), "Burbery"]
    hints = HINTS.of(terms)
    assert len(hints) == MOST_HINTS
    assert hints[0].term == "Burbery"


def test_what_was_typed_is_shown_as_the_place_needs_it() -> None:
    lines = hint_lines(HINTS.of(["*Foo*"]), language="en", shown=lambda text: text.strip("*"))
    assert lines == ["“Foo” is no brand I know; I look for the words “foo” as they are."]
