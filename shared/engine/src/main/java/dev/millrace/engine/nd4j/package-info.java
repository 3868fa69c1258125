/// The reference kernel set, made of ND4J operations.
@NullMarked
package dev.millrace.engine.nd4j;

import org.jspecify.annotations.NullMarked;
