"""How systems write names: the surest reading first, and no more of them than a name needs."""

from __future__ import annotations

import pytest

from terakoya.delivery.layouts import Reading, read_layouts


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("髙橋 一郎_7_assignsubmission_file_", Reading("髙橋 一郎", "", "7")),
        ("髙橋 一郎_7_assignsubmission_file_a_b", Reading("髙橋 一郎", "a_b", "7")),
        ("髙橋 一郎_7_assignsubmission_onlinetext_", Reading("髙橋 一郎", "", "7")),
        ("髙橋一郎_7_8_one", Reading("髙橋一郎", "one", "7")),
        ("髙橋一郎_LATE_7_8_one_2", Reading("髙橋一郎", "one_2", "7")),
        ("髙橋 一郎", Reading("髙橋 一郎", "")),
    ],
)
def test_read_layouts(text: str, first: Reading) -> None:
    """Each system's own form is read as it writes it."""
    assert read_layouts(text)[0] == first


def test_read_layouts_plain_name_before_a_file() -> None:
    """Without a system's numbers, every beginning that ends at a separator may be the name."""
    assert Reading("髙橋 一郎", "one") in read_layouts("髙橋 一郎 - one")
    assert Reading("髙橋　一郎", "one") in read_layouts("髙橋　一郎_one")


@pytest.mark.parametrize("text", ["a " * 500, "_" * 1000, "1_" * 500, "a-1_2_" * 160])
def test_read_layouts_of_many_separators(text: str) -> None:
    """A name made of separators is read in no more ways than a person's name could be."""
    assert len(read_layouts(text)) <= 14
