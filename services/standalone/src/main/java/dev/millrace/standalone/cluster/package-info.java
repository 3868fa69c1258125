/// The Kafka that a command talks to, and services in this process.
@NullMarked
package dev.millrace.standalone.cluster;

import org.jspecify.annotations.NullMarked;
