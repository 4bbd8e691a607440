"""AmpDesk without a screen: every rule and every number of the customer data platform."""

__all__ = ["__version__"]

__version__ = "0.1.0"
