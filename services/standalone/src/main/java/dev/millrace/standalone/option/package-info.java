/// Options that several commands have, and what the user's environment says.
@NullMarked
package dev.millrace.standalone.option;

import org.jspecify.annotations.NullMarked;
