# 0.5をこえた最初のページを返した
# loses: test-source, test-check, test-score
def find_source(claim, sources):
    for number, text in zip(sources["番号"], sources["本文"]):
        if overlap(claim, text) >= 0.5:
            return number
    return None
