# いつも市全体と最新の調査日で計算した
# loses: pyramid-text
def describe_pyramid(data, town, date):
    """人口ピラミッドの内容を、文（文字列）で返します。"""
    people = bands(data, "市全体", LATEST)
    both = [people["男"][i] + people["女"][i] for i in range(18)]
    total = sum(both)
    if total == 0:
        return f"{town}の{date}の人口は0人です。"
    rate = sum(both[13:]) / total * 100
    most = BAND_LABELS[both.index(max(both))]
    return (
        f"{town}の{date}の人口ピラミッドです。人口は{total:,}人、高齢化率は{rate:.1f}%です。"
        f"いちばん多い年齢は{most}で、{max(both):,}人です。"
    )


print(describe_pyramid(long, "市全体", LATEST))
