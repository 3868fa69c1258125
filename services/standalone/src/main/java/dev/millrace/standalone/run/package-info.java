/// Run files and datasets of this machine.
@NullMarked
package dev.millrace.standalone.run;

import org.jspecify.annotations.NullMarked;
