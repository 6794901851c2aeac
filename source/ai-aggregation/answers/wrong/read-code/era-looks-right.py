# 元号のまちがいを見のがした
# loses: test-read-code
labels = dict(zip("ABCDEFG", "アイオウエカキ"))
print(labels)
