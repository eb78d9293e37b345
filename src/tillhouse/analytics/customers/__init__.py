"""What models of purchases are told of customers, and how they are judged."""
