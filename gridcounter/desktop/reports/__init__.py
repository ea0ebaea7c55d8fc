"""统计: figures of a period."""
