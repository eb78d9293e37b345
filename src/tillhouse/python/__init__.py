"""The Python interface: a lake that programs and notebooks ask, by `tillhouse.open_lake`."""
