"""业务台账: the list of applications, and the card of one."""
