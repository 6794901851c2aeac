"""One run over many submissions: the one order in which results are kept, whatever keeps them."""
