@NullMarked
package dev.millrace.gateway.series;

import org.jspecify.annotations.NullMarked;
