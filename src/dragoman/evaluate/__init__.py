"""Gold annotations and coded events in, figures out (`dragoman evaluate`)."""
