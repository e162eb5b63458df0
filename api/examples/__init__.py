"""Ready flows: documents to begin with, each on simulated values, in English and Chinese."""
