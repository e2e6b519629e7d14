"""`python -m pages.charts`: write the chart specifications from their Altair source."""

from pages.charts import build

build()
