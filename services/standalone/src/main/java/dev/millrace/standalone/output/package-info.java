/// What is said to people and machines: lines, errors in words, files that commands leave behind.
@NullMarked
package dev.millrace.standalone.output;

import org.jspecify.annotations.NullMarked;
