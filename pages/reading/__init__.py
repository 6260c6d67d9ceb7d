"""読む: the week's digest, and every article."""
