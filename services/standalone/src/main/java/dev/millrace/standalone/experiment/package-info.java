/// Runs compared with each other: `millrace bench`, and the plots of what came out.
@NullMarked
package dev.millrace.standalone.experiment;

import org.jspecify.annotations.NullMarked;
