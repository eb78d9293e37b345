"""What metrics come to, by any dimension, and the lines behind each value."""
