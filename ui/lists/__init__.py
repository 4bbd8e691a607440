"""The direct-mail list sheet."""
