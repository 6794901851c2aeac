# 記号の順に並べただけ
# loses: test-read-code
labels = dict(zip("ABCDEFG", "アイウエオカキ"))
print(labels)
