/// Live updates to any number of browsers, none of which holds up another, or the reader of the topics.
@NullMarked
package dev.millrace.gateway.stream;

import org.jspecify.annotations.NullMarked;
