# どのページかを見ずに、全部のページの数字とくらべた
# loses: test-check, test-score
def check_claim(claim, source_text):
    if source_text is None:
        return "出典にない"
    if numbers_in(claim) - numbers_in(source_text):
        return "出典とちがう"
    return "出典どおり"


everything = "。".join(sources["本文"])
machine = [check_claim(claim, everything) for claim in claims["主張"]]
