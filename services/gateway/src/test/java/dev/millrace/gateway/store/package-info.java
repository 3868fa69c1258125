/// What is made of what is known of a run.
@NullMarked
package dev.millrace.gateway.store;

import org.jspecify.annotations.NullMarked;
