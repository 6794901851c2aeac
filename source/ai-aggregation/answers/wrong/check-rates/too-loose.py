# 5ポイントまでのずれを許した
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
            bad = pd.isna(rate) or abs(rate - right) > 5
        if bad:
            wrong.append(line["地区"])
    return wrong
