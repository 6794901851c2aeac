# 1件もないとき、中央値なども0にした
# loses: test-wait-summary
def wait_summary(waits):
    values = pd.Series(list(waits), dtype=float).dropna()
    if len(values) == 0:
        return {"件数": 0, "中央値": 0, "90パーセント点": 0, "30分以上の割合": 0}
    return {
        "件数": len(values),
        "中央値": values.median(),
        "90パーセント点": values.quantile(0.9),
        "30分以上の割合": (values >= 30).mean(),
    }
