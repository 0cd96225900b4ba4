package io.mediachassis.controller.headend.auth;

import io.mediachassis.backplane.clock.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes who did what down, in the database and in the controller's log. Blocks; the accounts' thread. */
final class AuditLog {
    private static final Logger LOG = LoggerFactory.getLogger(AuditLog.class);

    private final AccountStore store;
    private final Clock clock;

    AuditLog(AccountStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    void add(String kind, String subscriber, String client, String text) {
        // A name that is nobody's may have anything in it.
        String plain = subscriber.replaceAll("\\p{Cntrl}", "?");
        LOG.info("{} {} {} {}", kind, plain, client, text);
        store.audit(new Audit(0, clock.now(), kind, plain, client, text));
    }

    /** The last thing of a task without a result. */
    // What such a task gives is null.
    @SuppressWarnings("NullAway")
    Void done(String kind, String subscriber, String client, String text) {
        add(kind, subscriber, client, text);
        return null;
    }
}
