"""导入 and 导出 of tables."""
