package dev.millrace.gateway.app;

import dev.millrace.gateway.api.Problem;
import dev.millrace.gateway.kafka.TopicPoller;
import dev.millrace.service.ServiceMain;
import io.micronaut.context.annotation.Requires;
import io.micronaut.core.annotation.Order;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpMethod;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ResponseFilter;
import io.micronaut.http.annotation.ServerFilter;
import io.micronaut.http.cookie.Cookie;
import io.micronaut.http.cookie.SameSite;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What every request passes: who asks, from where, and whether the topics are read already.
@ServerFilter(ServerFilter.MATCH_ALL_PATTERN)
@Order(-1000)
@Requires(property = ServiceMain.SERVICE, value = GatewayApplication.NAME)
final class Guard {
    private static final String COOKIE = "millrace-token";
    private static final Duration READ_WITHIN = Duration.ofSeconds(10);
    private static final Duration COOKIE_AGE = Duration.ofDays(30);

    private final Access access;
    private final TopicPoller reader;

    Guard(Access access, TopicPoller reader) {
        this.access = access;
        this.reader = reader;
    }

    @RequestFilter
    @ExecuteOn(TaskExecutors.BLOCKING)
    @Nullable
    HttpResponse<?> check(HttpRequest<?> request) throws InterruptedException {
        String path = request.getPath();
        if (path.equals("/health") || path.startsWith("/health/")) {
            return null;
        }
        if (!access.guarded() && !namesThisMachine(request)) {
            // A page from elsewhere whose name was made to lead here.
            return refused(HttpStatus.FORBIDDEN, "Without a token the gateway answers to localhost alone.");
        }
        if (!access.admits(shown(request))) {
            String offered = request.getParameters().get("token");
            return path.equals("/") && offered != null && access.admits(offered) ? welcome(request) : unknown();
        }
        if (writes(request.getMethod()) && !sameOrigin(request)) {
            return refused(HttpStatus.FORBIDDEN, "Pages from elsewhere may not change anything here.");
        }
        if (path.startsWith("/api/") && !reader.awaitCaughtUp(READ_WITHIN)) {
            return refused(HttpStatus.SERVICE_UNAVAILABLE, "The topics are still being read. Ask again in a moment.")
                    .header(HttpHeaders.RETRY_AFTER, "2");
        }
        return null;
    }

    @ResponseFilter
    void secure(MutableHttpResponse<?> response) {
        response.header(
                        "Content-Security-Policy",
                        "default-src 'self'; img-src 'self' data: blob:; style-src 'self' 'unsafe-inline';"
                                + " frame-ancestors 'none'")
                .header("X-Content-Type-Options", "nosniff")
                .header("Referrer-Policy", "no-referrer");
        if (!response.getHeaders().contains(HttpHeaders.CACHE_CONTROL)) {
            response.header(HttpHeaders.CACHE_CONTROL, "no-cache");
        }
    }

    private static @Nullable String shown(HttpRequest<?> request) {
        String header = request.getHeaders().get(HttpHeaders.AUTHORIZATION);
        if (header != null && header.startsWith("Bearer ")) {
            return header.substring("Bearer ".length());
        }
        return request.getCookies().findCookie(COOKIE).map(Cookie::getValue).orElse(null);
    }

    private static HttpResponse<?> welcome(HttpRequest<?> request) {
        var cookie = Cookie.of(COOKIE, String.valueOf(request.getParameters().get("token")))
                .httpOnly(true)
                .secure(request.isSecure())
                .sameSite(SameSite.Strict)
                .path("/")
                .maxAge(COOKIE_AGE);
        return HttpResponse.seeOther(URI.create("/")).cookie(cookie);
    }

    private static HttpResponse<?> unknown() {
        return refused(
                        HttpStatus.UNAUTHORIZED,
                        "Show the gateway's token: open /?token=… once, or send 'Authorization: Bearer …'.")
                .header(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
    }

    private static MutableHttpResponse<byte[]> refused(HttpStatus status, String detail) {
        return Problem.of(status, detail).response();
    }

    private static boolean writes(HttpMethod method) {
        return method != HttpMethod.GET && method != HttpMethod.HEAD && method != HttpMethod.OPTIONS;
    }

    private static boolean sameOrigin(HttpRequest<?> request) {
        String site = request.getHeaders().get("Sec-Fetch-Site");
        String origin = request.getHeaders().get(HttpHeaders.ORIGIN);
        boolean bySite = site == null || site.equals("same-origin") || site.equals("none");
        return bySite && (origin == null || authority(origin).equals(host(request)));
    }

    private static String authority(String origin) {
        int slashes = origin.indexOf("://");
        return slashes < 0 ? origin : origin.substring(slashes + 3).toLowerCase(Locale.ROOT);
    }

    private static String host(HttpRequest<?> request) {
        String host = request.getHeaders().get(HttpHeaders.HOST);
        return host == null ? "" : host.toLowerCase(Locale.ROOT);
    }

    private static boolean namesThisMachine(HttpRequest<?> request) {
        String name = host(request).replaceFirst(":\\d*$", "");
        return name.isEmpty() || name.equals("localhost") || name.equals("[::1]") || name.matches("127(\\.\\d+){3}");
    }
}
