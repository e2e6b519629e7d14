"""Helpers of the pages, in a folder of their own so that Streamlit takes none for a page."""
