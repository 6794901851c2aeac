"""Who somebody is: the pages of logging in, and what checks a password."""
