package dev.millrace.gateway.stream;

import dev.millrace.gateway.store.Store;
import java.time.Duration;
import java.time.Instant;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Live updates. A client is told four times a second at most, and what it has not taken yet is not kept for it: it is
/// remembered up to where it has been told, and the next message holds what has come since, or the latest state.
public final class Streams implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Streams.class);
    private static final Duration TICK = Duration.ofMillis(250);

    private final Store store;
    private final Supplier<Instant> clock;
    private final ChangedRows changed;
    private final Set<Client> clients = ConcurrentHashMap.newKeySet();

    /// Those that are told something for the first time.
    private final Queue<Client> fresh = new ConcurrentLinkedQueue<>();

    private final Thread thread;
    private volatile boolean closing;

    /// @param clock by which silence is judged
    public Streams(Store store, Supplier<Instant> clock) {
        this.store = store;
        this.clock = clock;
        this.changed = new ChangedRows(store, clock);
        this.thread = Thread.ofPlatform().name("streams").daemon().start(this::tick);
    }

    /// What there is to tell of all runs, and of one in particular.
    ///
    /// @param runId the whole id of one run; absent for none
    /// @param lastEventId what the client says it was told last; absent where it is new
    public Publisher<Message> open(@Nullable String runId, @Nullable String lastEventId) {
        return subscriber -> {
            var feed = new Feed(store, clock, changed, runId, lastEventId);
            var client = new Client(feed, subscriber, this::tellSoon, clients::remove);
            clients.add(client);
            subscriber.onSubscribe(client);
        };
    }

    /// A page asks for what it shows once its stream has begun, so that it does not wait for the next tick.
    private void tellSoon(Client client) {
        fresh.add(client);
        LockSupport.unpark(thread);
    }

    /// How many clients there are.
    public int clients() {
        return clients.size();
    }

    /// Ids of the runs that clients want to be told of.
    public Set<String> watched() {
        return clients.stream().flatMap(client -> client.run().stream()).collect(Collectors.toSet());
    }

    private void tick() {
        long ticked = System.nanoTime();
        while (!closing) {
            LockSupport.parkNanos(TICK.toNanos() - (System.nanoTime() - ticked));
            try {
                for (Client client = fresh.poll(); client != null; client = fresh.poll()) {
                    client.tell();
                }
                if (System.nanoTime() - ticked >= TICK.toNanos()) {
                    ticked = System.nanoTime();
                    store.passTime(clock.get());
                    clients.forEach(Client::tell);
                }
            } catch (RuntimeException e) {
                LOG.warn("clients were not told", e);
            }
        }
        clients.forEach(Client::end);
    }

    @Override
    public void close() {
        closing = true;
        LockSupport.unpark(thread);
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
