# 番号ではなく本文を返した
# loses: test-source, test-check, test-score
def find_source(claim, sources):
    found, most = None, 0.0
    for text in sources["本文"]:
        share = overlap(claim, text)
        if share >= 0.5 and share > most:
            found, most = text, share
    return found
