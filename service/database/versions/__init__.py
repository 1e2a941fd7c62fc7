"""The steps, one module a revision; none is ever changed once it was released."""
