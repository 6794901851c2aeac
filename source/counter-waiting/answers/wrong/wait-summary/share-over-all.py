# 割合の分母に nan の行も入れた
# loses: test-wait-summary
def wait_summary(waits):
    values = pd.Series(list(waits), dtype=float).dropna()
    return {
        "件数": len(values),
        "中央値": values.median(),
        "90パーセント点": values.quantile(0.9),
        "30分以上の割合": (values >= 30).sum() / len(waits) if len(waits) else float('nan'),
    }
