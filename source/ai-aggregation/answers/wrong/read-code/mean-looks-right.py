# 率の平均を正しいと考えた
# loses: test-read-code
labels = dict(zip("ABCDEFG", "アイオウカキエ"))
print(labels)
