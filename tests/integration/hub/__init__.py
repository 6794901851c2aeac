"""An office with its real parts."""
