"""Makes the pictures beside this file, with Pillow 12.3 and NumPy 2.4: python make_pictures.py"""

import pathlib

import numpy as np
from PIL import Image

here = pathlib.Path(__file__).parent

# Four columns, two rows. As they are stored, whatever the kind of file.
gray16 = np.array([[0, 128, 129, 257], [32768, 65406, 65407, 65535]], dtype=np.uint16)
Image.fromarray(gray16).save(here / "gray16.png")

gray_alpha = np.array(
    [[[0, 255], [0, 0], [0, 128], [255, 77]], [[100, 255], [100, 51], [7, 1], [200, 254]]], dtype=np.uint8
)
Image.fromarray(gray_alpha).save(here / "gray_alpha.png")

rgba = np.array(
    [
        [[255, 0, 0, 255], [255, 0, 0, 0], [255, 0, 0, 128], [1, 2, 3, 255]],
        [[0, 0, 255, 255], [0, 255, 0, 51], [10, 20, 30, 254], [9, 8, 7, 1]],
    ],
    dtype=np.uint8,
)
Image.fromarray(rgba).save(here / "rgba.png")

palette = Image.new("P", (4, 2))
palette.putpalette([0, 0, 0, 255, 0, 0, 0, 255, 0, 12, 34, 56])
palette.putdata([0, 1, 2, 3, 3, 2, 1, 0])
palette.save(here / "palette.png", transparency=1)  # entry 1 is transparent
palette.save(here / "palette.gif")

bits = Image.fromarray(np.array([[0, 1, 0, 1], [1, 1, 0, 0]], dtype=bool))
bits.save(here / "one_bit.png")

rgb = rgba[:, :, :3]
Image.fromarray(rgb).save(here / "rgb.bmp")

# JPEGs of one colour each, so that the values are known.
orange = Image.new("RGB", (16, 16), (200, 120, 40))
orange.save(here / "progressive.jpg", quality=95, progressive=True)
orange.convert("CMYK").save(here / "cmyk.jpg", quality=95)
Image.new("L", (16, 16), 128).save(here / "gray128.jpg", quality=95)
