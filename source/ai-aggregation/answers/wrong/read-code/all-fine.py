# 全部まちがいなしとした
# loses: test-read-code
labels = dict(zip("ABCDEFG", "キキキキキキキ"))
print(labels)
