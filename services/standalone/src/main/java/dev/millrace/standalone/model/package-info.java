/// Model files, and what a model says of pictures.
@NullMarked
package dev.millrace.standalone.model;

import org.jspecify.annotations.NullMarked;
