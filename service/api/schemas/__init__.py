"""What goes in and out of the API: marshmallow schemas, the contract's source of truth."""
