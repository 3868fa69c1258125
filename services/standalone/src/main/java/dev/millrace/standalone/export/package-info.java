/// What is known of a run, written for other programs: TensorBoard, MLflow, and whatever reads CSV.
@NullMarked
package dev.millrace.standalone.export;

import org.jspecify.annotations.NullMarked;
