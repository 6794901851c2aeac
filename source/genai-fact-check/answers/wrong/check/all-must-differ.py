# 数字が全部違うときだけ、出典とちがうとした
# loses: test-check, test-score
def check_claim(claim, source_text):
    if source_text is None:
        return "出典にない"
    if numbers_in(claim) and not numbers_in(claim) & numbers_in(source_text):
        return "出典とちがう"
    return "出典どおり"


texts = dict(zip(sources["番号"], sources["本文"]))
machine = [check_claim(claim, texts.get(find_source(claim, sources))) for claim in claims["主張"]]
