package dev.millrace.gateway.store;

import java.util.List;

/// There is no such run, or more than one.
public final class UnknownRunException extends RuntimeException {
    private static final long serialVersionUID = 1;
    private static final int MOST_NAMED = 10;

    private UnknownRunException(String message) {
        super(message);
    }

    static UnknownRunException of(String asked, List<String> candidates) {
        if (candidates.size() < 2) {
            return new UnknownRunException("No run '" + asked + "'. GET /api/runs lists those there are.");
        }
        String named = String.join(", ", candidates.subList(0, Math.min(MOST_NAMED, candidates.size())));
        return new UnknownRunException(candidates.size() + " runs begin with '" + asked + "': " + named
                + (candidates.size() > MOST_NAMED ? ", …" : "") + ". Say more of the one you mean.");
    }
}
