"""Methods that are known to leave their object alone, and what is known to change things."""

from __future__ import annotations

__all__ = ["CHANGING_FUNCTIONS", "CHANGING_METHODS", "PURE_METHODS"]

_TABLES = """
abs agg aggregate all any apply applymap argmax argmin argsort asfreq assign astype at
between bfill clip combine_first copy corr count crosstab cummax cumprod cumsum cut describe diff
div divide dot drop drop_duplicates dropna dt duplicated eq equals explode ffill fillna filter
first floordiv from_records ge get get_group groupby gt head hist idxmax idxmin iloc info
interpolate isin isna isnull items iterrows itertuples join keys last le loc lt map mask max mean
median melt memory_usage merge min mod mode mul multiply nanmean nansum ne nlargest notna notnull
nsmallest nunique pct_change pivot pivot_table plot pow prod product qcut quantile query rank
ravel reindex rename rename_axis replace resample reset_index reshape rolling round sample
select_dtypes sem set_axis set_index shift size skew sort_index sort_values squeeze stack std str
style sub sum swapaxes swaplevel tail take to_csv to_dict to_excel to_frame to_html
to_json to_list to_markdown to_numpy to_period to_series to_string to_timestamp tolist transform
transpose truediv tz_convert tz_localize unique unstack value_counts values var where xs
"""
_TEXTS = """
capitalize casefold center contains decode encode endswith extract findall format fullmatch index
isalpha isdecimal isdigit isnumeric ljust lower lstrip match partition removeprefix removesuffix
rfind rjust rpartition rsplit rstrip slice split splitlines startswith strip title translate upper
zfill
"""
_STYLES = """
background_gradient format_index hide highlight_max highlight_min set_caption
set_properties set_table_attributes set_table_styles
"""
_MOMENTS = """
date day_name day fromisoformat isoformat month_name strftime strptime timetuple timestamp today
total_seconds weekday year
"""

PURE_METHODS = frozenset(" ".join((_TABLES, _TEXTS, _STYLES, _MOMENTS)).split())
"""Of tables, texts and moments. A style's own setters change nothing but the style in hand, which
is made for the occasion: ``table.style.set_caption(…)``."""
_CHANGING = """
next setattr delattr shuffle heappush heappop heapify heapreplace insort insort_left insort_right
fill_diagonal copyto put place putmask
"""
_CHANGING_METHODS = """
add append appendleft clear discard execute executemany executescript extend extendleft insert
move_to_end pop popitem popleft remove resize reverse rotate setdefault sort subtract update write
writelines
"""
CHANGING_METHODS = frozenset(_CHANGING_METHODS.split())
CHANGING_FUNCTIONS = frozenset(_CHANGING.split())
