"""What people see: the terminal, tables and the page."""
