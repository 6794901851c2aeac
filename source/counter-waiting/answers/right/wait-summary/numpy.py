# numpy の関数で計算し、1件もないときを先に分ける
def wait_summary(waits):
    values = np.array(list(waits), dtype=float)
    values = values[~np.isnan(values)]
    if values.size == 0:
        nan = float("nan")
        return {"件数": 0, "中央値": nan, "90パーセント点": nan, "30分以上の割合": nan}
    return {
        "件数": values.size,
        "中央値": np.median(values),
        "90パーセント点": np.percentile(values, 90),
        "30分以上の割合": np.count_nonzero(values >= 30) / values.size,
    }
