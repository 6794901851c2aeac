# all を使う書き方
def check_claim(claim, source_text):
    if source_text is not None:
        known = list(numbers_in(source_text))
        return "出典どおり" if all(n in known for n in numbers_in(claim)) else "出典とちがう"
    return "出典にない"


numbers = [find_source(claim, sources) for claim in claims["主張"]]
by_number = {row["番号"]: row["本文"] for _, row in sources.iterrows()}
machine = tuple(check_claim(c, by_number.get(n)) for c, n in zip(claims["主張"], numbers))
