"""The actions of the product, as functions over a session."""
