/// What a model is trained with, wherever it lies: the examples, and whether they fit the model.
@NullMarked
package dev.millrace.nn.data;

import org.jspecify.annotations.NullMarked;
