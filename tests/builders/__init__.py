"""What the tests share: records, papers, years made up for them, spies, and what a window is read with."""
