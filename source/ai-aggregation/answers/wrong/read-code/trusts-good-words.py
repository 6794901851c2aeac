# 「安心です」という説明を信じた
# loses: test-read-code
labels = dict(zip("ABCDEFG", "キイオウアカエ"))
print(labels)
