"""One colour and one shape mean one platform family on every chart.

The colours are told apart by people with any colour vision, and by lightness in grey; the shapes
say the same again.
"""

FAMILIES = ("NVIDIA", "Trainium")
# By theme: False is light, True is dark.
COLOURS = {False: ("#0e6e8c", "#b45309"), True: ("#5cc3e0", "#f5a524")}
INK = {False: "#111827", True: "#eef2f7"}
LINES = {False: "#d5d9e0", True: "#3a4250"}
SHAPES = ("circle", "square")
SURFACE = {False: "#ffffff", True: "#0f141c"}
# Parts of a whole belong to no family: steps of one grey, told apart by lightness and order.
RAMP = {
    False: ("#27303f", "#4d5a70", "#77859b", "#9aa6b8", "#b9c2cf", "#d2d8e1", "#e6eaef"),
    True: ("#f1f4f8", "#cdd5e0", "#a7b2c2", "#8490a3", "#657186", "#4a5568", "#343d4c"),
}
