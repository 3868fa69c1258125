@NullMarked
package dev.millrace.messaging.status;

import org.jspecify.annotations.NullMarked;
