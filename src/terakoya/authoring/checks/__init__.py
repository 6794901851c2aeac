"""One check a file; each holds ``check(subject)``, which yields (where, what, remedy)."""
