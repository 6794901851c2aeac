"""Paper: what faces share that are printed or stand alone."""
