"""Events served to other programs: a Model Context Protocol server (`dragoman mcp`)."""
