"""Goldens of Distill's reading of Kaldi archives and of FLAC, written by other programs.

archive.ark         matrices of 7 x 3 numbers, by kaldiio: FM, DM, and the compressed CM, CM2 and CM3; a list
                    of integers
archive.txt         FM and the integers as text
archive.json        the numbers that kaldiio itself reads from them
noise.flac          1000 samples of 16 bits at 16 kHz, by libsndfile: the noise of filterbank_golden.py / 32

usage: archives_golden.py     needs kaldiio and soundfile
"""

import kaldiio
import numpy as np
import soundfile
from filterbank_golden import noise

from golden import TESTS, write

FOLDER = TESTS / "DistillSpeechTests" / "Goldens"
# kaldiio's numbers for Kaldi's methods: CM has one byte and quartiles, CM2 two bytes, CM3 one byte.
METHODS = {"CM": 2, "CM2": 3, "CM3": 5}


def main():
    matrix = (noise(21) / 1024).reshape(7, 3).astype(np.float32)
    integers = np.array([3, -1, 0, 2**31 - 1, -(2**31)], dtype=np.int32)
    archive = str(FOLDER / "archive.ark")
    kaldiio.save_ark(archive, {"fm": matrix, "dm": matrix.astype(np.float64), "ali": integers})
    for name, method in METHODS.items():
        kaldiio.save_ark(archive, {name.lower(): matrix}, append=True, compression_method=method)
    kaldiio.save_ark(str(FOLDER / "archive.txt"), {"fm": matrix, "ali": integers}, text=True)
    write(
        "DistillSpeechTests",
        "archive",
        [
            {"name": name, "values": [float(x) for x in np.ravel(values)]}
            for name, values in kaldiio.load_ark(archive)
        ],
    )
    soundfile.write(str(FOLDER / "noise.flac"), (noise(1000) // 32).astype(np.int16), 16000)


main()
