"""The efficiency model: a training scenario and prices in, cost with its uncertainty out.

Pure: no network, no clock, no Streamlit and nothing from `pricing`.
"""
