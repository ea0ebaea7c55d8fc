"""政策: installed editions, and putting a new one in force."""
