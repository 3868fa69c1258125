/// Data as people have it, trained through Kafka.
@NullMarked
package dev.millrace.standalone.owndata;

import org.jspecify.annotations.NullMarked;
