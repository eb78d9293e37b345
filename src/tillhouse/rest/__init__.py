"""What is asked of the network, only when somebody says so: a client for the answers of one source."""
