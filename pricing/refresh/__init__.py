"""Reading the sources anew: when each is due, one refresh at a time, each source by itself."""
