/// The HTTP API: what is asked becomes a question to the store or a message, and the answer JSON.
@NullMarked
package dev.millrace.gateway.api;

import org.jspecify.annotations.NullMarked;
