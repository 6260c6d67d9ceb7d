"""管理: jobs and settings."""
