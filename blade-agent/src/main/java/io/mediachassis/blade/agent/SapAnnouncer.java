package io.mediachassis.blade.agent;

import io.mediachassis.blade.announce.AnnouncedSet;
import io.mediachassis.blade.announce.AnnouncedStream;
import io.mediachassis.blade.announce.AnnouncementRefusedException;
import io.mediachassis.blade.announce.SapSchedule;
import io.mediachassis.blade.announce.SapWriter;
import io.mediachassis.blade.announce.SdpWriter;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which announcements of streams leave when, by the Session Announcement Protocol. Pure; one thread. */
final class SapAnnouncer {
    private static final Logger LOG = LoggerFactory.getLogger(SapAnnouncer.class);

    private final SapSchedule schedule;
    private final SapWriter writer;
    private final SdpWriter descriptions;
    private final GroupSender sender;
    private final Map<String, Session> sessions = new HashMap<>();

    private record Session(String description, int group) {}

    SapAnnouncer(SapSchedule schedule, SapWriter writer, SdpWriter descriptions, GroupSender sender) {
        this.schedule = schedule;
        this.writer = writer;
        this.descriptions = descriptions;
        this.sender = sender;
    }

    /** These are the sets now; those that are gone are taken back. */
    void put(List<AnnouncedSet> sets, long nowNs) {
        Set<String> there = new HashSet<>();
        for (AnnouncedSet set : sets) {
            for (AnnouncedStream stream : set.streams()) {
                String id = set.id() + "/" + stream.index();
                there.add(id);
                put(id, new Session(descriptions.stream(set, stream), GroupSender.address(
                        SapWriter.announcementGroup(stream.group()))), nowNs);
            }
        }
        for (String id : Set.copyOf(sessions.keySet())) {
            if (!there.contains(id)) {
                withdraw(id);
            }
        }
    }

    private void put(String id, Session session, long nowNs) {
        if (session.equals(sessions.get(id))) {
            return;
        }
        try {
            schedule.put(id, writer.announcement(session.description()).length, nowNs);
            sessions.put(id, session);
        } catch (AnnouncementRefusedException e) {
            LOG.debug("Stream {} is not announced by SAP", id, e);
        }
    }

    private void withdraw(String id) {
        schedule.remove(id);
        Session gone = sessions.remove(id);
        if (gone != null) {
            try {
                sender.send(gone.group(), SapWriter.PORT, writer.deletion(gone.description()));
            } catch (AnnouncementRefusedException e) {
                LOG.debug("Stream {} is not taken back by SAP", id, e);
            }
        }
    }

    /** Another blade announces from now on. */
    void forget() {
        sessions.keySet().forEach(schedule::remove);
        sessions.clear();
    }

    /** Sends what is due. */
    void tick(long nowNs) {
        for (String id : schedule.due(nowNs)) {
            Session due = sessions.get(id);
            if (due != null) {
                try {
                    sender.send(due.group(), SapWriter.PORT, writer.announcement(due.description()));
                } catch (AnnouncementRefusedException e) {
                    LOG.debug("Stream {} is not announced by SAP", id, e);
                }
            }
        }
    }
}
