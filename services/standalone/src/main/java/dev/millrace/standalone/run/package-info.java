/// A run as people write it, and the request that it becomes.
@NullMarked
package dev.millrace.standalone.run;

import org.jspecify.annotations.NullMarked;
