"""A file that is uploaded, read, and drawn: events of an upload, and choices that follow from it."""

import io

import pandas

import iface

SAMPLE = """day,visitors,orders
1,120,14
2,135,13
3,150,19
4,90,8
5,165,24
6,210,30
7,190,22
"""


def read(path: str | None) -> pandas.DataFrame:
    try:
        table = pandas.read_csv(path or io.StringIO(SAMPLE), nrows=5_000)
    except (ValueError, UnicodeDecodeError) as error:
        raise iface.Error("Choose a CSV file that begins with names.", title="This is no table") from error
    if len(table.select_dtypes("number").columns) < 2:
        raise iface.Error("It takes two columns of numbers at least.", title="Too few numbers")
    return table


def offer(path):
    """The columns of numbers, to choose from."""
    names = list(read(path).select_dtypes("number").columns)
    return iface.Dropdown(choices=names, value=names[0]), iface.Dropdown(choices=names, value=names[1])


def draw(path, x, y):
    return iface.LinePlot(read(path).sort_values(x), x=x, y=y)


with iface.Blocks(title="Plot of a CSV") as demo:
    iface.Markdown("# Plot of a CSV\nUpload a table of numbers, or look at the sample.")
    with iface.Row():
        with iface.Column(variant="panel"):
            file = iface.File(label="Table", file_types=[".csv"])
            across = iface.Dropdown(["day", "visitors", "orders"], value="day", label="Across")
            up = iface.Dropdown(["day", "visitors", "orders"], value="visitors", label="Up")
            show = iface.Button("Draw", variant="primary")
        with iface.Column(variant="output"):
            plot = iface.LinePlot(label="Plot")
    drawn = {"fn": draw, "inputs": [file, across, up], "outputs": plot}
    file.change(offer, file, [across, up], api_name=False).success(**drawn, api_name=False)
    show.click(**drawn)
    demo.load(**drawn, api_name=False)

if __name__ == "__main__":
    demo.launch()
