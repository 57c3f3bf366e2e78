"""Sound in, sound out: a recording played backwards."""

import numpy

import iface

RATE = 16_000


def melody() -> tuple[int, numpy.ndarray]:
    """Four tones to try it on."""
    time = numpy.arange(RATE // 4) / RATE
    fading = numpy.linspace(1, 0, len(time))
    tones = [numpy.sin(2 * numpy.pi * pitch * time) * fading for pitch in (262, 330, 392, 523)]
    return RATE, (numpy.concatenate(tones) * 12_000).astype("int16")


def reverse(sound):
    if sound is None:
        raise iface.Error("Record something, or choose a file.", title="There is no sound")
    rate, samples = sound
    return rate, samples[::-1]


demo = iface.Interface(
    reverse,
    inputs=iface.Audio(label="Sound"),
    outputs=iface.Audio(label="Backwards"),
    examples=[[melody()]],
    example_labels=["Four tones"],
    title="Audio reverse",
    description="Record with the microphone or choose a WAV file.",
)

if __name__ == "__main__":
    demo.launch()
