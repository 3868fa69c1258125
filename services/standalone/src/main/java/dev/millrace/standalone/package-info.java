/// The main of the command line, and all services with an embedded broker in one process.
@NullMarked
package dev.millrace.standalone;

import org.jspecify.annotations.NullMarked;
