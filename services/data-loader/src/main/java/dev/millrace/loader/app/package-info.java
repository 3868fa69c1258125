/// The data-loader's application.
@NullMarked
package dev.millrace.loader.app;

import org.jspecify.annotations.NullMarked;
