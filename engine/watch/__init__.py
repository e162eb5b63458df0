"""Watch: what people see of flows at work. Read only."""
