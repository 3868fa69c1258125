/// Pictures of digits, from the bytes of a file to 28 x 28 pixels like those of MNIST.
@NullMarked
package dev.millrace.standalone.pictures;

import org.jspecify.annotations.NullMarked;
