"""Errors of learners in one plain sentence."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest
from terakoya_lab.error_words import explain_error

from terakoya.language import use_language

KANA = re.compile("[ぁ-ん]")
TABLE = pd.DataFrame({"年齢": [1, 2]})


class _SilentError(Exception):
    def __str__(self) -> str:
        raise RuntimeError


def _raised(code: str) -> BaseException:
    """Return what Python raises when it reads and runs `code`."""
    names = {"table": TABLE, "pd": pd, "Silent": _SilentError}
    try:
        exec(compile(code, "cell", "exec"), names)  # noqa: S102 - code of this file
    except BaseException as error:  # noqa: BLE001 - each kind there is
        return error
    raise AssertionError(f"nothing was raised: {code}")


SAID = {
    "raise OSError(27, 'File too large')": "空き",
    "raise OSError(28, 'No space left on device')": "空き",
    "total": "「total」がまだありません",
    "def f():\n    x += 1\nf()": "「x」に値を入れる前に",
    "print（1)": "「（」が全角です。半角の ( に",
    "x ＝ 1": "「＝」が全角です。半角の = に",
    "print(“a”)": '「“」が全角です。半角の " に',
    "if\u3000True: pass": "全角の空白",
    "x = 1 € 2": "「€」は書けません",
    "print((1)": "かっこ「(」が閉じられていません",
    "print(1))": "「)」に対応する",
    "x = 'abc": "引用符",
    'x = """abc': "引用符",
    "if True\n    pass": "コロン",
    "if x = 1: pass": "== と2つ",
    "if True:\npass": "字下げ",
    "x = 1\n  y = 2": "字下げ",
    "x = = 1": "抜けがないか",
    "table['年令']": "'年令' が見つかりません",
    "{'a': 1}['b']": "'b' が見つかりません",
    "[1, 2][5]": "0から数えます",
    "table.iloc[9]": "0から数えます",
    "None.upper()": "return がありますか",
    "'a'.uppercase()": "「.uppercase」は使えません",
    "table.groupbye('年齢')": "「.groupbye」は使えません",
    "None + 1": "return がありますか",
    "x = None\nx[0]": "return がありますか",
    "'1' + 1": "文字を int や float で",
    "1 + '1'": "文字を int や float で",
    "'1' - 1": "文字を int や float で",
    "x = 1\nx()": "関数ではありません",
    "len()": "渡す値の数",
    "def f(a): pass\nf(1, 2)": "渡す値の数",
    "def f(a): pass\nf(b=1)": "渡す値の数",
    "int('12人')": "'12人' は数として読めません",
    "float('１，２')": "'１，２' は数として読めません",
    "1 / 0": "0で割っています",
    "open('無い.csv')": "「無い.csv」が見つかりません",
    "pd.read_csv('無い.csv')": "「無い.csv」が見つかりません",
    "import pandass": "「pandass」というパッケージ",
    "'市'.encode('cp932').decode('utf-8')": "cp932",
    "def f(): f()\nf()": "終わりなく",
    "raise MemoryError": "メモリー",
    "raise KeyboardInterrupt": "止めました",
    "raise NotImplementedError('まだ')": "「raise」の行を消して",
    "assert 1 == 2, '合計が合いません。'": "合計が合いません。",
    "assert 1 == 2": "条件に合いませんでした",
    "raise ValueError('別のこと')": "ValueError で止まりました：別のこと",
    "raise Silent": "_SilentError で止まりました",
    "raise StopIteration": "StopIteration で止まりました",
    "raise ValueError('長い' * 900)": "…",
}


@pytest.mark.parametrize("code", SAID)
def test_error_is_said_in_japanese(code: str) -> None:
    """What learners do most often is said in one Japanese line that names the thing."""
    with use_language("ja"):
        said = explain_error(_raised(code))
    assert SAID[code] in said
    assert KANA.search(said)
    assert "\n" not in said
    assert len(said) < 300


def test_line_is_the_one_that_python_could_not_read() -> None:
    """Where no cell ran, the line is that of the code itself."""
    with use_language("ja"):
        assert explain_error(_raised("x = 1\n\nprint（1)")).startswith("3行目：")
        assert explain_error(_raised("1 / 0"), 7).startswith("7行目：")


def test_module_that_cannot_be_read_is_not_said_of_the_cell(tmp_path: Path) -> None:
    """The file and its line are named; the cell's line is that of the import."""
    (tmp_path / "helper_of_a_learner.py").write_text("x = 1\ny = (", encoding="utf-8")
    code = f"import sys\nsys.path.insert(0, {str(tmp_path)!r})\nimport helper_of_a_learner"
    with use_language("ja"):
        said = explain_error(_raised(code), 3)
    assert said.startswith("3行目：")
    assert "helper_of_a_learner.py の2行目" in said


@pytest.mark.parametrize("code", SAID)
def test_error_is_said_in_english(code: str) -> None:
    """The same in English, and no Japanese in it but the learner's and author's own."""
    own = (
        "無い.csv",
        "年令",
        "12人",
        "合計が合いません。",
        "別のこと",
        "長い",
        "１，２",
        "市",
        "まだ",
    )
    with use_language("en"):
        said = explain_error(_raised(code))
    assert said
    for word in own:
        said = said.replace(word, "")
    assert not KANA.search(said)
