"""业务受理: the steps of an application, and the guidance beside them."""
