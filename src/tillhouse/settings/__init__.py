"""Settings of a lake and of its feeds."""
