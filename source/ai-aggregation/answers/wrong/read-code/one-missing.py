# 答えGを忘れた
# loses: test-read-code
labels = dict(zip("ABCDEFG", "アイオウキカ"))
print(labels)
