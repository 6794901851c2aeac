# 90パーセント点を、間をつながずに1人の値で選んだ
# loses: test-wait-summary, test-by-counter
def wait_summary(waits):
    values = pd.Series(list(waits), dtype=float).dropna()
    return {
        "件数": len(values),
        "中央値": values.median(),
        "90パーセント点": values.quantile(0.9, interpolation="lower"),
        "30分以上の割合": (values >= 30).mean(),
    }
