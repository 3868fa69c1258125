"""Makes numpy.npz and keras.npz beside this file, with NumPy 2.4: python make_npz.py"""

import io
import pathlib
import zipfile

import numpy as np

here = pathlib.Path(__file__).parent


def add(archive, name, array, version=None, compressed=False):
    data = io.BytesIO()
    np.lib.format.write_array(data, array, version=version)
    kind = zipfile.ZIP_DEFLATED if compressed else zipfile.ZIP_STORED
    archive.writestr(zipfile.ZipInfo(name + ".npy"), data.getvalue(), compress_type=kind)


with zipfile.ZipFile(here / "numpy.npz", "w") as archive:
    # x[n, i, j] = 100 n + 10 i + j, by all ways to lay it out
    n, i, j = np.ogrid[0:4, 0:2, 0:3]
    x = 100 * n + 10 * i + j
    add(archive, "c", x.astype("<f4"))
    add(archive, "fortran_big_endian", np.asfortranarray(x.astype(">f8")), compressed=True)
    add(archive, "big_endian_short", x.astype(">i2"))
    add(archive, "version2", x.astype("<i8"), version=(2, 0))
    add(archive, "version3", np.asfortranarray(x.astype("<u4")), version=(3, 0), compressed=True)
    # numbers near the ends of each type, and what a float16 has
    for dtype in ("i1", "u2", "i2", "i4"):
        info = np.iinfo(dtype)
        add(archive, dtype, np.array([info.min, 0, 1, info.max], dtype=dtype))
    add(archive, "u1", np.array([0, 1, 128, 255], dtype="u1"))
    add(archive, "b1", np.array([True, False, True, True]))
    add(archive, "f2", np.array([0.1, -65504, 6e-8, 1.5], dtype="<f2"))
    add(archive, "f2_big", np.array([0.1, -65504, 6e-8, 1.5], dtype=">f2"))
    add(archive, "f8", np.array([0.1, -3.4e38, 1e-50, 16777217], dtype="<f8"))
    add(archive, "y", np.array([2, 0, 1, 2], dtype="<i8"))

np.savez_compressed(
    here / "keras.npz",
    x_train=np.arange(12, dtype=np.uint8).reshape(3, 2, 2),
    y_train=np.array([0, 1, 2], dtype=np.uint8),
    x_test=np.full((1, 2, 2), 255, dtype=np.uint8),
    y_test=np.array([1], dtype=np.uint8),
)
