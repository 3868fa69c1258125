/// What data is, for people who have not trained with it yet.
@NullMarked
package dev.millrace.standalone.look;

import org.jspecify.annotations.NullMarked;
