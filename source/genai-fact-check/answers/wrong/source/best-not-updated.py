# いちばん大きい値を書きかえるのを忘れた
# loses: test-source, test-check, test-score
def find_source(claim, sources):
    found, most = None, 0.0
    for number, text in zip(sources["番号"], sources["本文"]):
        share = overlap(claim, text)
        if share >= 0.5 and share > most:
            found = number
    return found
