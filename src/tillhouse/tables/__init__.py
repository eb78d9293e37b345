"""The data, downstream: bronze, silver, gold, marts. One file is one table."""
