"""書く: editing and exporting."""
