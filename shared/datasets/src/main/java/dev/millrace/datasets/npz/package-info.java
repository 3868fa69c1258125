/// Arrays that NumPy has saved (`numpy.savez`), as datasets.
@NullMarked
package dev.millrace.datasets.npz;

import org.jspecify.annotations.NullMarked;
