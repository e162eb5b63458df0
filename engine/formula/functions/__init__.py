"""The functions of the formula language: a module a group, each with its TABLE; library.py joins them."""
