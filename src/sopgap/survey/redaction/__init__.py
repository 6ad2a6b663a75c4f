"""What is taken out of comments, and which of them a person must read before they are quoted."""
