/// How services are, for whoever looks: said every two seconds.
@NullMarked
package dev.millrace.messaging.status;

import org.jspecify.annotations.NullMarked;
