# 近いページがなくても、いちばんましなページを返した
# loses: test-source, test-check, test-score
def find_source(claim, sources):
    found, most = None, -1.0
    for number, text in zip(sources["番号"], sources["本文"]):
        share = overlap(claim, text)
        if share > most:
            found, most = number, share
    return found
