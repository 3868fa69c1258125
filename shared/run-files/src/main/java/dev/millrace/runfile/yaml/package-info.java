/// YAML, and JSON with it, as a tree that knows the line of each value.
@NullMarked
package dev.millrace.runfile.yaml;

import org.jspecify.annotations.NullMarked;
