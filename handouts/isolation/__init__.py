"""Work in processes that can be killed, within limits; knows nothing of leaflets."""
