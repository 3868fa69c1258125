/// What tests share: one embedded broker per JVM, polling with a deadline, random seeds that can be replayed.
@NullMarked
package dev.millrace.testkit;

import org.jspecify.annotations.NullMarked;
