"""Acts that are interrupted at each step, and the means of interruption."""
