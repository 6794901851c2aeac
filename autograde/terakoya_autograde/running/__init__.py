"""One notebook, driven through its cells and its checks in warm children."""
