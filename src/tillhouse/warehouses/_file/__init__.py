"""What warehouses that are one file share."""
