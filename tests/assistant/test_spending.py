"""When a model may not be asked any more."""

from __future__ import annotations

from maneki.assistant.spending import Cap, Caps, Sum, cap_reached

NOTHING = Sum(micros=0, tokens=0)
CAPS = Caps(
    person_micros_a_day=100,
    person_tokens_a_day=1_000,
    shop_micros_a_month=1_000,
    shop_tokens_a_month=10_000,
)


def test_below_every_cap_a_model_may_be_asked() -> None:
    almost = Sum(micros=99, tokens=999)
    assert cap_reached(CAPS, person=almost, shop=almost) is None


def test_money_or_tokens_of_a_day_end_it_for_one_person() -> None:
    for spent in (Sum(micros=100, tokens=0), Sum(micros=0, tokens=1_000)):
        assert cap_reached(CAPS, person=spent, shop=spent) is Cap.PERSON


def test_money_or_tokens_of_a_month_end_it_for_all() -> None:
    for spent in (Sum(micros=1_000, tokens=0), Sum(micros=0, tokens=10_000)):
        assert cap_reached(CAPS, person=NOTHING, shop=spent) is Cap.SHOP


def test_segments_of_texts_are_counted_as_well() -> None:
    caps = Caps(person_segments_a_day=100, shop_segments_a_month=5_000)
    almost, all_of_it = (Sum(micros=0, tokens=0, segments=one) for one in (99, 100))
    assert cap_reached(caps, person=almost, shop=all_of_it) is None
    assert cap_reached(caps, person=all_of_it, shop=all_of_it) is Cap.PERSON
    much = Sum(micros=0, tokens=0, segments=5_000)
    assert cap_reached(caps, person=NOTHING, shop=much) is Cap.SHOP


def test_a_model_without_a_price_is_counted_by_tokens() -> None:
    unpriced = Sum(micros=0, tokens=5_000)
    assert cap_reached(CAPS, person=unpriced, shop=unpriced) is Cap.PERSON


def test_without_caps_there_is_no_end() -> None:
    much = Sum(micros=10**12, tokens=10**12)
    assert cap_reached(Caps(), person=much, shop=much) is None


def test_a_cap_of_nothing_is_reached_at_once() -> None:
    assert cap_reached(Caps(person_micros_a_day=0), person=NOTHING, shop=NOTHING) is Cap.PERSON
