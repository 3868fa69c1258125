/// The commands of the command line.
@NullMarked
package dev.millrace.standalone.command;

import org.jspecify.annotations.NullMarked;
