"""The shipped nodes, one file each. They import tundish and nothing else of ours."""
