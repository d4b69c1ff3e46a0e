"""The folder with what the shop says of itself, and the passages that answer a question."""

from __future__ import annotations

from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

import maneki.simulator
from maneki.errors import SettingsError
from maneki.shop.folder import MOST_BYTES, ShopPapers, read_folder
from maneki.shop.policies import LONGEST_PASSAGE, read_policies

UTC = ZoneInfo("UTC")
EXAMPLE = Path(maneki.simulator.__file__).parent / "shop"
POLICIES = read_policies(
    {
        "returns.md": "# Returns\n\nUnread books within\n14 days.\n\n"
        "## Used books\n\nNo refunds.\n",
        "gift_cards.md": "Any amount from $10.\n\n- at the counter\n- by letter\n",
        "empty.md": "# Nothing\n<!-- not written yet -->\n",
        "odd.md": "# Very long\n\n" + "words without end " * 200,
    }
)


def test_the_example_that_comes_with_it_can_be_read() -> None:
    papers = read_folder(EXAMPLE, zone=UTC)
    assert papers.hours is not None
    assert {"returns", "shipping", "pickup", "payment", "gift cards"} <= {*papers.policies.topics}


def test_without_a_folder_or_in_an_empty_one_nothing_is_known(tmp_path: Path) -> None:
    assert read_folder(None, zone=UTC) == read_folder(tmp_path, zone=UTC) == ShopPapers()


def test_what_cannot_be_read_stops_the_start_with_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="is no folder"):
        read_folder(tmp_path / "missing", zone=UTC)
    (tmp_path / "policies").mkdir()
    page = tmp_path / "policies" / "returns.md"
    page.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(SettingsError, match=r"returns\.md cannot be read"):
        read_folder(tmp_path, zone=UTC)
    page.write_text("x" * (MOST_BYTES + 1))
    with pytest.raises(SettingsError, match=r"returns\.md is larger"):
        read_folder(tmp_path, zone=UTC)


def test_a_passage_is_told_as_it_is_written() -> None:
    first, second = (one for one in POLICIES.passages if one.topic == "returns")
    assert (first.heading, first.text) == ("Returns", "Unread books within 14 days.")
    assert (second.heading, second.text) == ("Used books", "No refunds.")
    (cards,) = POLICIES.about("gift_cards")
    assert cards.text == "Any amount from $10.\n\n- at the counter\n- by letter"


def test_the_question_chooses_the_passage() -> None:
    (used,) = POLICIES.about("returns", words="can I return a used book?")
    assert used.text == "No refunds."
    both = POLICIES.about("returns", words="what if it is green?")
    assert len(both) == 2


def test_what_no_file_is_called_is_looked_for_by_its_words() -> None:
    assert POLICIES.about("refund", words="do you refund?")[0].text == "No refunds."
    assert POLICIES.about("astrology", words="do you read palms?") == ()


def test_what_says_nothing_is_no_policy_and_what_goes_on_is_cut() -> None:
    assert "empty" not in POLICIES.topics
    (odd,) = POLICIES.about("odd")
    assert len(odd.text) <= LONGEST_PASSAGE + 4
    assert odd.text.endswith(" ...")
