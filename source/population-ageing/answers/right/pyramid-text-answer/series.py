# Series を使い、男女の内わけも書く書き方
def describe_pyramid(data, town, date):
    """人口ピラミッドの内容を、文（文字列）で返します。"""
    people = bands(data, town, date)
    men, women = pd.Series(people["男"], index=BAND_LABELS), pd.Series(people["女"], index=BAND_LABELS)
    both = men + women
    head = f"{town} {date} 人口 {both.sum():,}人（男 {men.sum():,}人、女 {women.sum():,}人）"
    if not both.any():
        return head
    rate = both.iloc[13:].sum() / both.sum()
    return f"{head}、高齢化率 {rate:.1%}、最多の年齢階級 {both.idxmax()}"


print(describe_pyramid(long, "市全体", LATEST))
