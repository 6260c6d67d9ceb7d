"""The command line of the workbench, one module for each group of commands."""
