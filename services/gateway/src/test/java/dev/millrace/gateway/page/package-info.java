/// The rules of the page's sources.
@NullMarked
package dev.millrace.gateway.page;

import org.jspecify.annotations.NullMarked;
