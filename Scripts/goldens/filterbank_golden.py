"""Goldens of Distill's filterbank, in float64.

filterbank.json     log-mel features as Kaldi defines them (feat/feature-window.cc, mel-computations.cc,
                    feature-fbank.cc), without dither, of noise from the C standard's example generator:
                        s = 12345, then s = (1103515245 s + 12345) mod 2^31, x = (s >> 16) mod 2^14 - 2^13
                    Every frame, N samples at H from each other: the mean off, x[i] -= 0.97 x[i-1]
                    (x[0] -= 0.97 x[0]), times (0.5 - 0.5 cos(2 pi i/(N-1)))^0.85, power spectrum by
                    NumPy's FFT of the next power of two, triangles of height 1 between points equally
                    spaced in mel(f) = 1127 ln(1 + f/700), ln of at least 2^-23.

usage: filterbank_golden.py
"""

import numpy as np

from golden import write

DEFAULTS = {"rate": 16000, "bins": 40, "low": 20, "high": 0, "snipsEdges": True, "samples": 2000}

CASES = [
    {},
    {"high": -400},
    {"snipsEdges": False},
    {"samples": 0},
    {"samples": 399},
    {"samples": 400},
    {"snipsEdges": False, "samples": 79},
    {"snipsEdges": False, "samples": 80},
    {"snipsEdges": False, "samples": 500, "high": -400, "bins": 80},
    {"rate": 8000, "bins": 23, "low": 100, "samples": 1000},
    {"rate": 22050, "bins": 40, "high": 7600, "samples": 1500},
]


def noise(count):
    state, samples = 12345, []
    for _ in range(count):
        state = (1103515245 * state + 12345) % 2**31
        samples.append((state >> 16) % 2**14 - 2**13)
    return np.array(samples, dtype=np.float64)


def mel(frequency):
    return 1127 * np.log(1 + frequency / 700)


def triangles(rate, bins, low, high, length):
    high = high if high > 0 else rate / 2 + high
    points = np.linspace(mel(low), mel(high), bins + 2)
    lines = mel(np.arange(length // 2) * rate / length)
    rising = (lines - points[:-2, None]) / (points[1:-1] - points[:-2])[:, None]
    falling = (points[2:, None] - lines) / (points[2:] - points[1:-1])[:, None]
    return np.maximum(0, np.minimum(rising, falling))


def features(rate, bins, low, high, snipsEdges, samples):
    signal = noise(samples)
    length, shift = rate * 25 // 1000, rate * 10 // 1000
    if snipsEdges:
        count = 0 if samples < length else 1 + (samples - length) // shift
        start = 0
    else:
        count = (samples + shift // 2) // shift
        start = shift // 2 - length // 2
    padded = 1 << (length - 1).bit_length()
    window = (0.5 - 0.5 * np.cos(2 * np.pi * np.arange(length) / (length - 1))) ** 0.85
    rows = []
    for t in range(count):
        places = start + t * shift + np.arange(length)
        while (outside := (places < 0) | (places >= samples)).any():
            places = np.where(places < 0, -1 - places, places)
            places = np.where(places >= samples, 2 * samples - 1 - places, places)
        frame = signal[places]
        frame = frame - frame.mean()
        frame = frame - 0.97 * np.concatenate([frame[:1], frame[:-1]])
        spectrum = np.fft.rfft(frame * window, padded)
        power = np.abs(spectrum[: padded // 2]) ** 2
        bands = triangles(rate, bins, low, high, padded) @ power
        rows.append(np.log(np.maximum(bands, 2.0**-23)))
    return np.array(rows).reshape(count, bins)


def main():
    cases = []
    for changes in CASES:
        options = {**DEFAULTS, **changes}
        values = features(**options)
        cases.append({**options, "frames": len(values), "values": np.round(values, 6).ravel()})
    write("DistillSpeechTests", "filterbank", cases)


if __name__ == "__main__":
    main()
