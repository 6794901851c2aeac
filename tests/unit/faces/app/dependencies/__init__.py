"""Which cells depend on which."""
