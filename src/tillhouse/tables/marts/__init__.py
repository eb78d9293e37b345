"""Tables of the marts layer."""
