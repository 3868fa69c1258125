/// What people look at beside metrics and events: how a checkpoint classifies, how services are, what people say of
/// runs.
@NullMarked
package dev.millrace.wire.reports;

import org.jspecify.annotations.NullMarked;
