"""A table that is edited in the page, and what pandas makes of it."""

import pandas

import iface

SALES = pandas.DataFrame(
    {
        "city": ["Bern", "Basel", "Bern", "Chur", "Basel", "Chur"],
        "month": ["May", "May", "June", "June", "June", "May"],
        "sold": [120, 85, 143, 40, 97, 52],
        "price": [9.5, 11.0, 9.5, 8.0, 11.0, 8.0],
    }
)


def summarize(table: pandas.DataFrame, by: str):
    numbers = table.select_dtypes("number").columns
    if by not in table.columns or not len(numbers):
        raise iface.Error("Keep city, month and a column of numbers.", title="Columns are missing")
    summary = table.groupby(by, as_index=False)[list(numbers)].mean().round(2)
    return summary, f"**{len(table)} rows**, {summary[by].nunique()} groups."


demo = iface.Interface(
    summarize,
    inputs=[
        iface.Dataframe(SALES, label="Sales", interactive=True),
        iface.Radio(["city", "month"], value="city", label="Group by"),
    ],
    outputs=[iface.Dataframe(label="Means"), iface.Markdown(label="In short")],
    title="Spreadsheet summary",
    description="Edit the cells, add rows, or paste from a spreadsheet; then submit.",
)

if __name__ == "__main__":
    demo.launch()
