@NullMarked
package dev.millrace.datasets.raw;

import org.jspecify.annotations.NullMarked;
