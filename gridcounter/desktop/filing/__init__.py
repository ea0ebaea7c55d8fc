"""备案: filings, their acts and papers."""
