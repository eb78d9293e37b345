"""Where bytes are kept: a disk or a bucket, and how they become durable."""
