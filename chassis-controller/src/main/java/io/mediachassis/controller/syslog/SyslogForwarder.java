package io.mediachassis.controller.syslog;

import io.mediachassis.backplane.proto.UnitEvent;
import io.mediachassis.controller.eventlog.EventLog;
import io.mediachassis.controller.eventlog.EventLogException;
import java.io.IOException;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells one receiver what is logged, on a thread of its own, from the log itself: a receiver that is away, or slow, gets
 * what it missed as far as the log reaches back. What a connection lost on its way when it broke is not known and not sent
 * again (RFC 6587). Any thread.
 */
final class SyslogForwarder implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SyslogForwarder.class);
    private static final int AT_ONCE = 256;
    private static final long RETRY_MS = 1000;
    private static final int RETRIES_PER_WARNING = 60;
    private static final int MOST_REIGNS = 64;

    private final SyslogTarget target;
    private final SyslogSettings settings;
    private final SyslogText text;
    private final EventLog log;
    private final Thread thread;
    private final BlockingQueue<Boolean> news = new ArrayBlockingQueue<>(1);
    private final CountDownLatch closed = new CountDownLatch(1);
    /** The reigns in which this controller is or was active. */
    private final NavigableSet<Long> reigns = new TreeSet<>();
    private long after;
    private int failures;

    SyslogForwarder(SyslogTarget target, SyslogSettings settings, SyslogText text, EventLog log) {
        this.target = target;
        this.settings = settings;
        this.text = text;
        this.log = log;
        this.thread = new Thread(this::run, "syslog-" + target.host());
        thread.setDaemon(true);
        thread.start();
    }

    /** What is logged in this reign is told too, by whoever has it to tell; what was not told of earlier ones comes first. */
    void tell(long epoch) {
        synchronized (this) {
            if (reigns.isEmpty()) {
                after = epoch * EventLog.REIGN_NUMBERS;
            }
            reigns.add(epoch);
            if (reigns.size() > MOST_REIGNS) {
                reigns.pollFirst();
            }
        }
        wake();
    }

    /** Something may have been logged. */
    void wake() {
        // One that waits already says as much.
        var unused = news.offer(true);
    }

    private void run() {
        SyslogLine line = null;
        try {
            while (news.take() && closed.getCount() > 0) {
                line = tellAll(line);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            close(line);
        }
    }

    /** Tells what there is; gives the line to go on with. */
    private @Nullable SyslogLine tellAll(@Nullable SyslogLine before) throws InterruptedException {
        SyslogLine line = before;
        while (isWanted()) {
            try {
                // What is logged from here on wakes it again.
                long through = log.lastNumber();
                List<UnitEvent> events = log.query(after(), AT_ONCE, settings.severity().severity(), "");
                for (UnitEvent event : events) {
                    if (isOwn(event)) {
                        if (line == null || !line.open()) {
                            close(line);
                            line = null;
                            line = SyslogLine.open(target, settings.ca());
                            LOG.info("Events go to {}", target);
                            failures = 0;
                        }
                        line.send(text.of(event));
                    }
                    told(event.getNumber());
                }
                if (events.size() < AT_ONCE) {
                    // Behind those too that are too slight to be told, so that nobody reads them again and again.
                    told(through);
                    return line;
                }
            } catch (IOException | EventLogException e) {
                close(line);
                line = null;
                if (failures++ % RETRIES_PER_WARNING == 0) {
                    LOG.warn("Events can't be told to {}: {}; they are kept in the log, and it is tried again each second",
                            target, e.toString());
                }
                var unused = closed.await(RETRY_MS, TimeUnit.MILLISECONDS);
            }
        }
        return line;
    }

    private synchronized boolean isWanted() {
        return closed.getCount() > 0 && !reigns.isEmpty();
    }

    /** The other controller tells what it logged. */
    private synchronized boolean isOwn(UnitEvent event) {
        return reigns.contains(event.getNumber() / EventLog.REIGN_NUMBERS);
    }

    private synchronized long after() {
        return after;
    }

    private synchronized void told(long number) {
        after = Math.max(after, number);
    }

    private static void close(@Nullable SyslogLine line) {
        if (line != null) {
            try {
                line.close();
            } catch (IOException e) {
                LOG.debug("A syslog connection did not close: {}", e.toString());
            }
        }
    }

    @Override
    public void close() {
        closed.countDown();
        wake();
        try {
            thread.join(1000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
