"""A picture in, a picture out: a filter that numpy works out."""

import numpy

import iface


def drawn() -> numpy.ndarray:
    """A picture to try the filters on: a sun over the sea."""
    y, x = numpy.mgrid[0:240, 0:360]
    sky = numpy.stack([250 - y * 0.4, 170 - y * 0.25, 120 + y * 0.3], axis=-1)
    sea = numpy.stack([30 + y * 0.1, 90 + y * 0.15, 150 + 20 * numpy.sin(x / 9 + y / 3)], axis=-1)
    picture = numpy.where((y > 150)[..., None], sea, sky)
    sun = (x - 180) ** 2 + (y - 110) ** 2 < 45**2
    return numpy.where((sun & (y <= 150))[..., None], [255, 236, 160], picture).clip(0, 255).astype("uint8")


def sepia(picture: numpy.ndarray) -> numpy.ndarray:
    tone = numpy.array([[0.393, 0.769, 0.189], [0.349, 0.686, 0.168], [0.272, 0.534, 0.131]])
    return (picture @ tone.T).clip(0, 255)


def edges(picture: numpy.ndarray) -> numpy.ndarray:
    down, across = numpy.gradient(picture.mean(axis=-1))
    return 255 - (4 * numpy.hypot(down, across)).clip(0, 255)


FILTERS = {
    "Sepia": sepia,
    "Grey": lambda picture: picture.mean(axis=-1),
    "Negative": lambda picture: 255 - picture,
    "Mirror": lambda picture: picture[:, ::-1],
    "Edges": edges,
}


def apply_filter(picture, name):
    if picture is None:
        raise iface.Error("Choose a picture, or take the one below.", title="There is no picture")
    return FILTERS[name](picture).astype("uint8")


demo = iface.Interface(
    apply_filter,
    inputs=[iface.Image(label="Picture"), iface.Radio(list(FILTERS), value="Sepia", label="Filter")],
    outputs=iface.Image(label="Filtered"),
    examples=[[drawn(), "Sepia"], [drawn()[:, ::-1], "Edges"]],
    title="Image filter",
    description="Choose a picture, drop it, paste it or take it with the camera.",
)

if __name__ == "__main__":
    demo.launch()
