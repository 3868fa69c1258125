/// A run as people write it ([RunFile]), what is wrong with it ([Problem]), and the request that it becomes
/// ([Submission]).
@NullMarked
package dev.millrace.runfile;

import org.jspecify.annotations.NullMarked;
