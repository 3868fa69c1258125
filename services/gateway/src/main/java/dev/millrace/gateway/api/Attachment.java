package dev.millrace.gateway.api;

import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.server.types.files.StreamedFile;

/// A response that browsers save.
final class Attachment {
    private Attachment() {}

    /// The response.
    ///
    /// @param name may hold what others have chosen: of a strange character an underscore is left
    static HttpResponse<StreamedFile> of(StreamedFile file, String name) {
        return HttpResponse.ok(file)
                .header(
                        HttpHeaders.CONTENT_DISPOSITION,
                        "attachment; filename=\"" + name.replaceAll("[^A-Za-z0-9._-]", "_") + "\"");
    }
}
