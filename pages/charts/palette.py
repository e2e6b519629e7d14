"""One colour and one shape mean one platform family on every chart.

The colours are told apart by people with any colour vision, and by lightness in grey; the shapes
say the same again.
"""

FAMILIES = ("NVIDIA", "Trainium")
# By theme: False is light, True is dark.
COLOURS = {False: ("#0e6e8c", "#b45309"), True: ("#5cc3e0", "#f5a524")}
INK = {False: "#111827", True: "#eef2f7"}
SHAPES = ("circle", "square")
