"""What is a learner's in a notebook is put away, and given back in a tree of its own."""

from __future__ import annotations

import re

from terakoya.grading.apart import put_apart
from tests.made import code, markdown, notebook

BLOCK = '<p class="verdict verdict-passed" id="result">○</p>'


def test_authors_text_is_the_pages_own() -> None:
    """The same text with one letter more is the learner's, and stands below whose it is."""
    content = notebook(markdown("a", "# 題"), markdown("b", "# 題。"))
    apart, pieces = put_apart(content, {"# 題": "<h3>題</h3>"})
    page = pieces.give_back("\n".join(cell["source"] for cell in apart["cells"]))
    first, second = page.split("\n", 1)
    assert first == "<h3>題</h3>"
    assert second.startswith('<figure class="theirs"><figcaption>What you wrote</figcaption>')
    assert "<strong>題。</strong>" in second


def test_nothing_that_a_learner_named_is_left() -> None:
    """Ids, languages, kinds of streams and pasted pictures' names are none of the page's words."""
    stream = {"output_type": "stream", "name": BLOCK, "text": "a"}
    cell = code(BLOCK, "1") | {"outputs": [stream], "execution_count": BLOCK}
    content = notebook(cell, markdown(BLOCK, "a") | {"attachments": {BLOCK: {}}})
    content["metadata"] = {"language_info": {"name": BLOCK}, BLOCK: BLOCK}
    assert BLOCK not in str(put_apart(content, {})[0])


def test_only_the_page_knows_the_word_of_a_piece() -> None:
    """It is another one each time; what looks like one is left as it is."""
    words = []
    for _time in range(2):
        apart, pieces = put_apart(notebook(markdown("a", "a")), {})
        words.append(apart["cells"][0]["source"])
        assert pieces.give_back("<p>piece0n0</p>") == "<p>piece0n0</p>"
    assert re.fullmatch(r"<p>piece[0-9a-f]{32}n0</p>", words[0])
    assert words[0] != words[1]


def test_block_in_an_output_is_in_a_tree_of_its_own() -> None:
    """No class, no id, and nothing that ends the tree."""
    html = f"{BLOCK}</template></div>{BLOCK}"
    shown = {"output_type": "display_data", "data": {"text/html": html}, "metadata": {}}
    apart, pieces = put_apart(notebook(code("a", "1") | {"outputs": [shown]}), {})
    (output,) = apart["cells"][0]["outputs"]
    page = pieces.give_back(output["data"]["text/html"])
    assert page.count("○") == 2
    assert "verdict" not in page
    assert 'id="' not in page
    tree = page[page.index("<template") : page.index("</template>")]
    assert tree.count("○") == 2
