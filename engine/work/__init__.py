"""Work: flows at work in a worker, with their connectors, the links between them and what they write."""
