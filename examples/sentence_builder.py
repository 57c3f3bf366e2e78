"""Many kinds of choices side by side."""

import iface


def build_sentence(quantity, animal, countries, place, activities, morning):
    where = f" from {' and '.join(countries)}" if countries else ""
    did = f" where they {' and '.join(activities)}" if activities else ""
    until = "morning" if morning else "night"
    return f"The {quantity} {animal}s{where} went to the {place}{did} until the {until}."


demo = iface.Interface(
    build_sentence,
    inputs=[
        iface.Slider(2, 20, value=4, step=1, label="Count", info="Choose between 2 and 20"),
        iface.Dropdown(["cat", "dog", "bird"], label="Animal"),
        iface.CheckboxGroup(["USA", "Japan", "Pakistan"], label="Countries", info="Where are they from?"),
        iface.Radio(["park", "zoo", "road"], value="park", label="Place"),
        iface.Dropdown(["ran", "swam", "ate", "slept"], multiselect=True, value=["swam"], label="Activities"),
        iface.Checkbox(label="Until the morning"),
    ],
    outputs=iface.Textbox(label="Sentence", lines=2),
    examples=[
        [2, "cat", ["Japan", "Pakistan"], "park", ["ate", "swam"], True],
        [4, "dog", ["Japan"], "zoo", ["ate", "swam"], False],
        [10, "bird", ["USA", "Pakistan"], "road", ["ran"], False],
    ],
    title="Sentence builder",
    description="Builds a sentence from your choices.",
)

if __name__ == "__main__":
    demo.launch()
