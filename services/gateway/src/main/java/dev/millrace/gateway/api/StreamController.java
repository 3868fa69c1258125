package dev.millrace.gateway.api;

import dev.millrace.gateway.app.GatewayApplication;
import dev.millrace.gateway.store.Store;
import dev.millrace.gateway.stream.Message;
import dev.millrace.gateway.stream.Streams;
import dev.millrace.service.ServiceMain;
import io.micronaut.context.annotation.Requires;
import io.micronaut.core.async.publisher.Publishers;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import io.micronaut.http.sse.Event;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;

/// Live updates as server-sent events.
@Controller("/api/stream")
@Requires(property = ServiceMain.SERVICE, value = GatewayApplication.NAME)
@ExecuteOn(TaskExecutors.BLOCKING)
final class StreamController {
    private final Store store;
    private final Streams streams;

    StreamController(Store store, Streams streams) {
        this.store = store;
        this.streams = streams;
    }

    @Get
    @Produces(MediaType.TEXT_EVENT_STREAM)
    HttpResponse<Publisher<Event<String>>> stream(HttpRequest<?> request) {
        var parameters = new Parameters(request);
        String asked = parameters.text("run");
        @Nullable String run = asked == null ? null : store.meant(asked);
        String last = request.getHeaders().get("Last-Event-ID");
        Publisher<Message> messages = streams.open(run, last == null ? parameters.text("after") : last);
        return HttpResponse.<Publisher<Event<String>>>ok(Publishers.map(messages, StreamController::event))
                .header("X-Accel-Buffering", "no")
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                // Compressed, a message would wait for others.
                .header(HttpHeaders.CONTENT_ENCODING, "identity");
    }

    private static Event<String> event(Message message) {
        Event<String> event = Event.of(message.data()).id(message.id());
        return message.data().isEmpty() ? event.comment(message.name()) : event.name(message.name());
    }
}
