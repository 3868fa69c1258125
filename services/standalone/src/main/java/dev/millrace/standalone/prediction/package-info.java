/// What a model says of rows, arrays and pictures.
@NullMarked
package dev.millrace.standalone.prediction;

import org.jspecify.annotations.NullMarked;
