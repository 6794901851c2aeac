# いちばん小さいものを返した
# loses: test-source, test-check, test-score
def find_source(claim, sources):
    found, least = None, 2.0
    for number, text in zip(sources["番号"], sources["本文"]):
        share = overlap(claim, text)
        if share >= 0.5 and share < least:
            found, least = number, share
    return found
