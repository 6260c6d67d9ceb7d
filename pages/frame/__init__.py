"""What surrounds every screen; main.py is the script that Streamlit runs at every visit."""
