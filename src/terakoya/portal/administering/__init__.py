"""The administrator's pages: accounts, roles, and who saw or changed whose marks."""
