"""Parks, their firms, visits, what was asked, and what was promised: values and functions, apart from legal limits."""
