"""Files that belong together: the file of the lines, and files that its lines point to by a key."""
