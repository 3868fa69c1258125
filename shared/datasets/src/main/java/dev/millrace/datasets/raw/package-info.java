/// What people send of raw data, made into inputs of a model as its training data was.
@NullMarked
package dev.millrace.datasets.raw;

import org.jspecify.annotations.NullMarked;
