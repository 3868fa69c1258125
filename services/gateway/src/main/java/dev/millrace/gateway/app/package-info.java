/// The gateway's application: its settings, what it lets in, and what holds its parts together.
@NullMarked
package dev.millrace.gateway.app;

import org.jspecify.annotations.NullMarked;
