package dev.millrace.runfile;

import java.util.OptionalInt;

/// Something in a run file that is not sound.
///
/// @param field the path of what is meant: `model.layers[1].units`; empty: the file as a whole
/// @param line of the field, from 1, where it is known
/// @param detail what was received, what was expected, what to do
public record Problem(String field, OptionalInt line, String detail) {}
