package dev.millrace.wire;

/// What a record's value is, and in which version: the value of its `schema` header.
///
/// @param contentType the value of its `content-type` header
public record Schema(String name, String contentType) {
    public static final Schema RUN = new Schema("run/1", "application/json");
    public static final Schema COMMAND = new Schema("command/1", "application/json");
    public static final Schema EVENT = new Schema("event/1", "application/json");
    public static final Schema METRIC = new Schema("metric/1", "application/json");
    public static final Schema BATCH = new Schema("batch/1", "application/vnd.safetensors");
    public static final Schema CHECKPOINT_CHUNK = new Schema("checkpoint-chunk/1", "application/octet-stream");
    public static final Schema CHECKPOINT_MANIFEST = new Schema("checkpoint-manifest/1", "application/json");
    public static final Schema REPORT = new Schema("report/1", "application/json");
    public static final Schema PREDICTION_REQUEST = new Schema("prediction-request/1", "application/vnd.safetensors");
    public static final Schema PREDICTION = new Schema("prediction/1", "application/json");
    public static final Schema SERVICE = new Schema("service/1", "application/json");
    public static final Schema ANNOTATION = new Schema("annotation/1", "application/json");
}
