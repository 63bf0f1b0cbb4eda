"""What a tenant adds to the objects: custom fields and saved views."""
