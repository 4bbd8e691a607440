"""The small brand whose feeds are written by hand, for tests that build."""

from tests.profiles.conftest import brand

__all__ = ["brand"]
