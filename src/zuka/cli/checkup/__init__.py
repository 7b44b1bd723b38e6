"""What `zuka doctor` looks at. Looks only: it never changes anything."""
