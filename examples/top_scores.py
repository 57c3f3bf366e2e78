"""A list that all visitors of one process share: a global of the module."""

import iface

scores: list[float] = []


def track_score(score: float):
    scores.append(score)
    return sorted(scores, reverse=True)[:3]


demo = iface.Interface(
    track_score,
    iface.Number(label="Score", required=True),
    iface.JSON(label="Top scores"),
    title="Top scores",
    description="Everybody's best three, until the server ends. With several workers use a GlobalState.",
)

if __name__ == "__main__":
    demo.launch()
