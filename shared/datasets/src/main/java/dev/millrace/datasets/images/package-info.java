/// Pictures: folders of them as datasets, and single ones as inputs of a model, from the bytes of a file to pixels.
@NullMarked
package dev.millrace.datasets.images;

import org.jspecify.annotations.NullMarked;
