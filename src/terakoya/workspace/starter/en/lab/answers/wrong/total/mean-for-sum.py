# The mean for the sum
# loses: test-total
total = visits["visitors"].mean()
