# 番号ではなく、上から何番目かを返した
# loses: test-source, test-check, test-score
def find_source(claim, sources):
    found, most = None, 0.0
    for place, text in enumerate(sources["本文"]):
        share = overlap(claim, text)
        if share >= 0.5 and share > most:
            found, most = place, share
    return found
