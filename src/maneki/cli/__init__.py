"""The command line. Each command is one file; what is heavy is imported when it is used."""
