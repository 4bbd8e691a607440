"""Customers: find one among millions, page through all, open one."""
