"""Code for pandas 2 only is told from its syntax, and code for both is not."""

from __future__ import annotations

import pytest

from terakoya.authoring.mutants.pandas_habits import find_habits

OLD = (
    ("object-texts", "assert t['a'].dtype == object"),
    ("object-texts", "assert t['a'].dtype == 'object'"),
    ("object-texts", "texts = t.select_dtypes(include=['object'])"),
    ("object-texts", "ok = pd.api.types.is_object_dtype(t['a'])"),
    ("nanoseconds", "assert t['day'].dtype == 'datetime64[ns]'"),
    ("nanoseconds", "seconds = t['day'].astype('int64') // 10**9"),
    ("nanoseconds", "seconds = moment.value / 1e9"),
    ("chained", "t['a'][t['a'] > 1] = 0"),
    ("chained", "t['a'].loc[3] = 0"),
    ("chained", "t['a'][0:2] += 1"),
    ("chained", "t['a'].fillna(0, inplace=True)"),
)
NEW = (
    "assert t['a'].dtype == 'int64'",
    "assert pd.api.types.is_string_dtype(t['a'])",
    "t.loc[t['a'] > 1, 'a'] = 0",
    "t.fillna(0, inplace=True)",
    "counts['a']['b'] = 0",
    "seconds = gap / pd.Timedelta('1s')",
    "billions = money / 10**9",
    "assert kind == object",
    "%%bash\nls",
)


@pytest.mark.parametrize(("kind", "source"), OLD)
def test_old_habit_is_found(kind: str, source: str) -> None:
    """With its kind and its line."""
    assert [(one.kind, one.line) for one in find_habits(f"x = 1\n{source}")] == [(kind, 2)]


@pytest.mark.parametrize("source", NEW)
def test_code_for_both_is_no_habit(source: str) -> None:
    """Nor is code of dictionaries or other numbers."""
    assert [*find_habits(source)] == []
