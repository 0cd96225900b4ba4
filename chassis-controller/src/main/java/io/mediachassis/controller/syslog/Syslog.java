package io.mediachassis.controller.syslog;

import io.mediachassis.controller.eventlog.EventLog;
import java.util.List;

/**
 * Tells all receivers what this controller logs while it is active, so that each event is told by one controller. Any
 * thread.
 */
public final class Syslog implements AutoCloseable {
    private final List<SyslogForwarder> forwarders;
    private final AutoCloseable following;

    /** @param station name of the host in the messages */
    public Syslog(SyslogSettings settings, String station, int controller, EventLog log) {
        SyslogText text = new SyslogText(station, controller);
        this.forwarders = settings.targets().stream()
                .map(target -> new SyslogForwarder(SyslogTarget.parse(target), settings, text, log))
                .toList();
        this.following = log.follow(event -> forwarders.forEach(SyslogForwarder::wake));
    }

    /**
     * This controller is active: what it logs in this reign is told, also after its end where a receiver was away.
     *
     * @param epoch of its reign
     */
    public void beginReign(long epoch) {
        forwarders.forEach(forwarder -> forwarder.tell(epoch));
    }

    @Override
    public void close() {
        try {
            following.close();
        } catch (Exception e) {
            throw new IllegalStateException("a list can't fail", e);
        }
        forwarders.forEach(SyslogForwarder::close);
    }
}
