"""The components of window.md 4; a page is made of these and of layouts."""
