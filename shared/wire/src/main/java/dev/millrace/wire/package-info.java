/// Topics, messages and the safetensors codec: every byte that leaves a process, with a name and a version.
@NullMarked
package dev.millrace.wire;

import org.jspecify.annotations.NullMarked;
