"""Files that come from outside or leave the office: workbooks, ZIP files, pictures."""
