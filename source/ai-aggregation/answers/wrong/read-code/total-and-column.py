# 合計と、ない列をとりちがえた
# loses: test-read-code
labels = dict(zip("ABCDEFG", "アイウオキカエ"))
print(labels)
