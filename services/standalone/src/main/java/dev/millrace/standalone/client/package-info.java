/// Runs on the topics, from outside: how they stand, how they go, and what is asked of them.
@NullMarked
package dev.millrace.standalone.client;

import org.jspecify.annotations.NullMarked;
