# overlap に渡す順を逆にした
# loses: test-source, test-check, test-score
def find_source(claim, sources):
    found, most = None, 0.0
    for number, text in zip(sources["番号"], sources["本文"]):
        share = overlap(text, claim)
        if share >= 0.5 and share > most:
            found, most = number, share
    return found
