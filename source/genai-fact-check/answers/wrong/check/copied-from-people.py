# 機械で判定せず、人の判定を写した
# loses: test-check, test-score
def check_claim(claim, source_text):
    if source_text is None:
        return "出典にない"
    if numbers_in(claim) - numbers_in(source_text):
        return "出典とちがう"
    return "出典どおり"


machine = list(claims["人の判定"])
