package dev.millrace.gateway.api;

import dev.millrace.gateway.app.GatewayApplication;
import dev.millrace.service.ServiceMain;
import io.micronaut.context.annotation.Requires;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.io.IOException;
import java.util.Objects;

/// What the API is, for machines: OpenAPI.
@Controller
@Requires(property = ServiceMain.SERVICE, value = GatewayApplication.NAME)
@ExecuteOn(TaskExecutors.BLOCKING)
final class DocumentController {
    /// Where the document lies on the class path.
    static final String RESOURCE = "/gateway/openapi.yml";

    @Get("/openapi.yml")
    @Produces("application/yaml")
    HttpResponse<byte[]> document() throws IOException {
        try (var document = Objects.requireNonNull(DocumentController.class.getResourceAsStream(RESOURCE))) {
            return HttpResponse.ok(document.readAllBytes());
        }
    }
}
