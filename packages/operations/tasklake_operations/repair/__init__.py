"""What mends a lake that differs from its table."""
