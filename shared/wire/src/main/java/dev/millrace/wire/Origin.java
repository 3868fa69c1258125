package dev.millrace.wire;

/// Who says something.
///
/// @param service `trainer`
/// @param instance which one of them: host name and process id
public record Origin(String service, String instance) {
    /// This process, as `service`.
    public static Origin here(String service) {
        String host = System.getenv().getOrDefault("HOSTNAME", "localhost");
        return new Origin(service, host + "-" + ProcessHandle.current().pid());
    }
}
