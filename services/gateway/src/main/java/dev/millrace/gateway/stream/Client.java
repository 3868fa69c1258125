package dev.millrace.gateway.stream;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One browser. It asks for a message when it has taken the one before; until then it costs nothing.
final class Client implements Subscription {
    private static final Logger LOG = LoggerFactory.getLogger(Client.class);
    private static final Duration ALIVE_EVERY = Duration.ofSeconds(15);

    private final Feed feed;
    private final Subscriber<? super Message> subscriber;
    private final Consumer<Client> begins;
    private final Consumer<Client> gone;
    private final AtomicBoolean begun = new AtomicBoolean();
    private final AtomicLong asked = new AtomicLong();

    /// What was collected at once, and not all of it taken yet: at most one message of each kind.
    private final Queue<Message> pending = new ArrayDeque<>();

    private long toldAt = System.nanoTime();
    private volatile boolean cancelled;

    /// @param begins is told when it asks for the first time
    /// @param gone is told when it wants nothing more
    Client(Feed feed, Subscriber<? super Message> subscriber, Consumer<Client> begins, Consumer<Client> gone) {
        this.feed = feed;
        this.subscriber = subscriber;
        this.begins = begins;
        this.gone = gone;
    }

    /// The run that it wants to be told of.
    Optional<String> run() {
        return feed.run();
    }

    @Override
    public void request(long n) {
        asked.accumulateAndGet(n, (had, more) -> had + more < 0 ? Long.MAX_VALUE : had + more);
        if (begun.compareAndSet(false, true)) {
            begins.accept(this);
        }
    }

    @Override
    public void cancel() {
        cancelled = true;
        gone.accept(this);
    }

    /// Tells what there is to tell, if the client can take it. By one thread alone.
    void tell() {
        try {
            if (pending.isEmpty() && asked.get() > 0) {
                pending.addAll(feed.next());
                if (pending.isEmpty() && System.nanoTime() - toldAt > ALIVE_EVERY.toNanos()) {
                    pending.add(feed.alive());
                }
            }
            while (!cancelled && asked.get() > 0 && !pending.isEmpty()) {
                asked.decrementAndGet();
                toldAt = System.nanoTime();
                subscriber.onNext(pending.remove());
            }
        } catch (RuntimeException e) {
            LOG.warn("a client was given up", e);
            cancel();
            subscriber.onError(e);
        }
    }

    void end() {
        cancel();
        subscriber.onComplete();
    }
}
