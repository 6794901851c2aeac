# 分母のまちがいと、消える行をとりちがえた
# loses: test-read-code
labels = dict(zip("ABCDEFG", "イアオウキカエ"))
print(labels)
