"""Flow documents: model, validation, migration, and the store of versions."""
