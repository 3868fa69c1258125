@NullMarked
package dev.millrace.keras;

import org.jspecify.annotations.NullMarked;
