"""What is stored: Delta tables, releases over them, and readers of a release."""
