"""What the golden scripts share: random inputs that float32 holds exactly, and the files.

Inputs are multiples of 1/1024, so that a program that works in float32 reads exactly the numbers
that this one, in float64, computed with; what a test then measures is arithmetic, not rounding of
its inputs. `RandomState` is NumPy's frozen generator: the same draws from every version.
"""

import json
import pathlib

import numpy as np

TEMPERATURES = [1, 2.5, 4, 8, 20]

TESTS = pathlib.Path(__file__).resolve().parents[2] / "Tests"


def draw(random, *shape, scale=1.0):
    """Normal numbers of standard deviation `scale`, rounded to multiples of 1/1024."""
    return np.round(random.standard_normal(shape) * scale * 1024) / 1024


def write(tests, name, cases):
    """Writes `cases`, one a line, to Goldens/`name`.json of the test target `tests`."""
    lines = ",\n".join(
        json.dumps(case, default=lambda value: value.tolist(), allow_nan=False) for case in cases
    )
    path = TESTS / tests / "Goldens" / f"{name}.json"
    path.write_text('{"cases": [\n' + lines + "\n]}\n")
    print(f"{path.relative_to(TESTS.parent)}: {len(cases)} cases, {path.stat().st_size / 1e3:.0f} kB")
