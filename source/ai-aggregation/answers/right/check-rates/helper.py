# 1行を調べる関数を作る書き方
def is_fine(line):
    if line["対象者数"] == 0:
        return bool(pd.isna(line["受診率"]))
    right = line["受診者数"] / line["対象者数"] * 100
    return right - 0.5 <= line["受診率"] <= right + 0.5


def check_rates(result):
    return [line["地区"] for line in result.to_dict("records") if not is_fine(line)]
