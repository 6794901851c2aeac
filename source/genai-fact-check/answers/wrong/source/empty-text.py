# None ではなく、空の文字を返した
# loses: test-source
def find_source(claim, sources):
    found, most = "", 0.0
    for number, text in zip(sources["番号"], sources["本文"]):
        share = overlap(claim, text)
        if share >= 0.5 and share > most:
            found, most = number, share
    return found
