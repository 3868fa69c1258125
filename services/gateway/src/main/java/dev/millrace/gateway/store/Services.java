package dev.millrace.gateway.store;

import dev.millrace.wire.Event;
import dev.millrace.wire.Origin;
import dev.millrace.wire.reports.ServiceStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Which services there are, as they say themselves. For one thread at a time.
final class Services {
    /// Who was not heard of for so long, before the newest, is forgotten.
    private static final Duration FORGOTTEN_AFTER = Duration.ofMinutes(10);

    private final Map<String, Seen> byKey = new TreeMap<>();
    private Instant newest = Instant.EPOCH;

    private record Seen(ServiceStatus status, Instant heardAt) {}

    private static String key(Origin origin) {
        return origin.service() + "/" + origin.instance();
    }

    void hear(ServiceStatus status, Instant heardAt) {
        byKey.put(key(status.origin()), new Seen(status, heardAt));
        if (heardAt.isAfter(newest)) {
            newest = heardAt;
        }
        byKey.values().removeIf(seen -> seen.heardAt.plus(FORGOTTEN_AFTER).isBefore(newest));
    }

    /// When this service was last heard of.
    Optional<Instant> heard(Origin origin) {
        return Optional.ofNullable(byKey.get(key(origin))).map(Seen::heardAt);
    }

    List<Pipeline.Service> all(Instant now) {
        return byKey.values().stream().map(seen -> service(seen, now)).toList();
    }

    /// Those at work on the run, and who was last heard to train it.
    List<Pipeline.Service> of(String runId, Optional<Event> lastSign, Instant now) {
        String trainer = lastSign.map(sign -> key(sign.origin())).orElse("");
        return byKey.entrySet().stream()
                .filter(entry -> entry.getKey().equals(trainer)
                        || entry.getValue().status.runs().contains(runId))
                .map(entry -> service(entry.getValue(), now))
                .toList();
    }

    private static Pipeline.Service service(Seen seen, Instant now) {
        boolean alive = Duration.between(seen.heardAt, now).compareTo(Store.SERVICE_ALIVE) < 0;
        return Pipeline.Service.of(seen.status, alive);
    }
}
