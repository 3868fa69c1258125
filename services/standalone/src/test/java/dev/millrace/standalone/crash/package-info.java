/// Services and broker as processes of their own, killed at any moment: nothing that a run leaves behind may tell.
@NullMarked
package dev.millrace.standalone.crash;

import org.jspecify.annotations.NullMarked;
