/// The page in a real browser, against services that train.
@NullMarked
package dev.millrace.standalone.page;

import org.jspecify.annotations.NullMarked;
