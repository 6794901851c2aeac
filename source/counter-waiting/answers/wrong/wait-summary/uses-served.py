# 渡された waits ではなく、いつも served を使った
# loses: test-wait-summary, test-by-counter
def wait_summary(waits):
    values = served["待ち分"]
    return {
        "件数": len(values),
        "中央値": values.median(),
        "90パーセント点": values.quantile(0.9),
        "30分以上の割合": (values >= 30).mean(),
    }
