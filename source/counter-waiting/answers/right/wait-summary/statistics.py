# 標準ライブラリの statistics を使う
import math
import statistics


def wait_summary(waits):
    values = [float(wait) for wait in waits if not math.isnan(wait)]
    if not values:
        return {"件数": 0, "中央値": np.nan, "90パーセント点": np.nan, "30分以上の割合": np.nan}
    if len(values) == 1:
        p90 = values[0]
    else:
        p90 = statistics.quantiles(values, n=10, method="inclusive")[-1]
    return {
        "件数": len(values),
        "中央値": statistics.median(values),
        "90パーセント点": p90,
        "30分以上の割合": statistics.mean(1.0 if value >= 30 else 0.0 for value in values),
    }
