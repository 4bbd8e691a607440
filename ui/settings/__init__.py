"""The tab Settings: look, brand, privacy, performance, storage, about; searchable."""
