package io.mediachassis.snmp.notification;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.snmp4j.agent.NotificationOriginator;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.OctetString;
import org.snmp4j.smi.TimeTicks;
import org.snmp4j.smi.VariableBinding;

/**
 * Sends notifications one after the other on a thread of its own, since an inform waits for its answer. The queue holds
 * 256; more are dropped and counted. Any thread.
 */
public final class NotificationQueue implements NotificationOriginator, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(NotificationQueue.class);
    private static final int CAPACITY = 256;

    private final NotificationOriginator sender;
    private final ThreadPoolExecutor thread;
    private final AtomicLong dropped = new AtomicLong();

    /**
     * @param sender sends to all targets, blocking
     */
    public NotificationQueue(NotificationOriginator sender) {
        this.sender = sender;
        this.thread = new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(CAPACITY), task -> {
            Thread t = new Thread(task, "snmp-notify");
            t.setDaemon(true);
            return t;
        }, (task, executor) -> {
            if (dropped.getAndIncrement() == 0) {
                LOG.warn("More than {} notifications wait: the targets don't answer informs? New ones are dropped",
                        CAPACITY);
            }
        });
    }

    /** Queues a notification. */
    public void send(Notification notification) {
        notify(new OctetString(), notification.id(), notification.bindings().toArray(new VariableBinding[0]));
    }

    /** Notifications dropped because the queue was full, or closed. */
    public long dropped() {
        return dropped.get();
    }

    @Override
    public @Nullable Object notify(OctetString context, OID id, VariableBinding[] bindings) {
        thread.execute(() -> deliver(() -> sender.notify(context, id, bindings)));
        return null;
    }

    @Override
    public @Nullable Object notify(OctetString context, OID id, TimeTicks sysUpTime, VariableBinding[] bindings) {
        thread.execute(() -> deliver(() -> sender.notify(context, id, sysUpTime, bindings)));
        return null;
    }

    private static void deliver(Runnable send) {
        try {
            send.run();
        } catch (RuntimeException e) {
            LOG.warn("A notification was not sent: {}", e.toString());
        }
    }

    /** Stops; what is still queued is not sent, since the address it would come from is being given up. */
    @Override
    public void close() {
        thread.shutdownNow();
    }
}
