"""What is asked of a release: rows, SQL, exports, a number down to its lines, lineage, what is worth a look."""
