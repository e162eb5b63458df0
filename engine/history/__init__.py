"""The history of samples: what came, as it came; kept in a log, made into a Parquet file a day, read back."""
