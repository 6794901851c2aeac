# 高すぎる率だけを調べた
# loses: test-check-rates, test-judge
def check_rates(result):
    """受診率が、その行の人数と合わない地区の名前を返します。"""
    wrong = []
    for _, line in result.iterrows():
        rate = line["受診率"]
        if line["対象者数"] == 0:
            bad = not pd.isna(rate)
        else:
            right = line["受診者数"] / line["対象者数"] * 100
            bad = pd.isna(rate) or rate - right > 0.5
        if bad:
            wrong.append(line["地区"])
    return wrong
