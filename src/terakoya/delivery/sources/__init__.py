"""Where submissions come from, and the systems that write their names: one module for each."""
