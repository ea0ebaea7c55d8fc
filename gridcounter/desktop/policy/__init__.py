"""政策: installed editions, and adopting a new one."""
