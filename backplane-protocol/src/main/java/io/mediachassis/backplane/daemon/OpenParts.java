package io.mediachassis.backplane.daemon;

import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What was opened, closed in reverse order; one that does not close keeps no other open. One thread at a time. */
public final class OpenParts implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(OpenParts.class);

    private final List<AutoCloseable> parts = new ArrayList<>();

    /** Takes a part that was just opened, and gives it back. */
    public <T extends AutoCloseable> T add(T part) {
        parts.add(part);
        return part;
    }

    /** Closes them all; what does not close is logged. Idempotent. */
    @Override
    public void close() {
        for (int i = parts.size() - 1; i >= 0; i--) {
            try {
                parts.get(i).close();
            } catch (Exception e) {
                LOG.warn("{} did not close: {}", parts.get(i).getClass().getSimpleName(), e.getMessage());
            }
        }
        parts.clear();
    }
}
