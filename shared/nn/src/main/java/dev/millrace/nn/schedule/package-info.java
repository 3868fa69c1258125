/// Schedules of learning rates, one in each file, and the registry of all of them.
@NullMarked
package dev.millrace.nn.schedule;

import org.jspecify.annotations.NullMarked;
