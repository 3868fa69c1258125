/// The page, served by a gateway in this process.
@NullMarked
package dev.millrace.standalone.dashboard;

import org.jspecify.annotations.NullMarked;
