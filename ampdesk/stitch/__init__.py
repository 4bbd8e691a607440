"""Identity resolution: which records are one customer, and ids that stay between runs."""
