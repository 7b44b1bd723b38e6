"""Reading what other SSH tools have saved or exported; one module per format."""
