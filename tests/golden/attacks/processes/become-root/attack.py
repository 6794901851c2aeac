import os

os.setuid(0)
assert os.getuid() == 0
