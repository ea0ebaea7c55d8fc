"""The pages of papers on screen: drawn by PDFium, looked at in a view."""
