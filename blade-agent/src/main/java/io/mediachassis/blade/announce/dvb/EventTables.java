package io.mediachassis.blade.announce.dvb;

import io.mediachassis.blade.announce.AnnouncedSet;
import io.mediachassis.blade.announce.AnnouncedStream;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/**
 * Event information tables (EN 300 468 section 5.2.4). A reference service has one event, the program, at no time of
 * its own; the events of a time-shifted service are its plays, which name that one. Present and following go in a
 * section each; the schedule goes in segments of three hours from midnight UTC, eight sections each, and those that
 * are over are empty. Pure; any thread.
 */
final class EventTables {
    static final int PRESENT_FOLLOWING_ACTUAL = 0x4E;
    static final int PRESENT_FOLLOWING_OTHER = 0x4F;
    static final int SCHEDULE_ACTUAL = 0x50;
    static final int SCHEDULE_OTHER = 0x60;
    /** The program, in each reference service. */
    static final int REFERENCE_EVENT = 1;
    /** What one table id of a schedule covers. */
    static final int MAX_DAYS = 4;

    private static final int SECTIONS_PER_SEGMENT = 8;
    private static final int MAX_NAME = 120;
    private static final int HEADER_AND_CRC = 14 + 4;
    private static final int EVENT_BYTES = 12 + 6;
    private static final int MAX_EVENTS =
            SECTIONS_PER_SEGMENT * ((SectionWriter.MAX_EIT_SECTION - HEADER_AND_CRC) / EVENT_BYTES);
    private static final Duration SEGMENT = Duration.ofHours(3);
    private static final int SEGMENTS_A_DAY = 8;
    private static final int UNDEFINED = 0;
    private static final int NOT_RUNNING = 1;
    private static final int RUNNING = 4;

    private final SiNumbers numbers;
    private final int days;

    /** Which service of which transport stream, seen from the same or another one, and which reference it has. */
    record Service(boolean actual, int transportStreamId, int serviceId, int referenceServiceId) {}

    /** @param days that schedules cover, from the midnight before: 1 to 4 */
    EventTables(SiNumbers numbers, int days) {
        if (days < 1 || days > MAX_DAYS) {
            throw new IllegalArgumentException("a schedule covers 1 to " + MAX_DAYS + " days, not " + days);
        }
        this.numbers = numbers;
        this.days = days;
    }

    /** The program as the event of a reference service; it has to come in both kinds of table to be found. */
    List<SiSection> reference(AnnouncedSet set, Service service, String text) {
        byte[] descriptors = new Descriptors().shortEvent(set.language(), set.cleanTitle(MAX_NAME), text).bytes();
        byte[] event = event(REFERENCE_EVENT, DvbTime.UNDEFINED, set.durationMs(), UNDEFINED, descriptors);
        int version = (int) (set.revision() & 31);
        int table = service.actual() ? PRESENT_FOLLOWING_ACTUAL : PRESENT_FOLLOWING_OTHER;
        int schedule = service.actual() ? SCHEDULE_ACTUAL : SCHEDULE_OTHER;
        int period = service.actual() ? SiSection.ACTUAL_MS : SiSection.OTHER_MS;
        return List.of(section(service, table, version, 0, 0, 0, period, event),
                section(service, schedule, version, 0, 0, 0, SiSection.SCHEDULE_MS, event));
    }

    /** What a stream plays now and next. Its version changes with every start and every end. */
    List<SiSection> presentFollowing(AnnouncedSet set, AnnouncedStream stream, Service service, Instant now) {
        long play = stream.playAt(set, now);
        boolean running = play >= 0 && now.isBefore(stream.start(set, play).plusMillis(set.durationMs()));
        byte[] present = running ? play(set, stream, service, play, RUNNING) : new byte[0];
        byte[] following = stream.plays() == 0 || play + 1 < stream.plays()
                ? play(set, stream, service, play + 1, NOT_RUNNING) : new byte[0];
        int version = (int) (set.revision() + 2 * play + (running ? 0 : 1) & 31);
        int table = service.actual() ? PRESENT_FOLLOWING_ACTUAL : PRESENT_FOLLOWING_OTHER;
        int period = service.actual() ? SiSection.ACTUAL_MS : SiSection.OTHER_MS;
        return List.of(section(service, table, version, 0, 1, 1, period, present),
                section(service, table, version, 1, 1, 1, period, following));
    }

    /** When the tables above change next; {@link Instant#MAX} when they don't. */
    Instant nextChange(AnnouncedSet set, AnnouncedStream stream, Instant now) {
        long play = stream.playAt(set, now);
        if (play >= 0) {
            Instant end = stream.start(set, play).plusMillis(set.durationMs());
            if (now.isBefore(end)) {
                return end;
            }
        }
        return stream.plays() == 0 || play + 1 < stream.plays() ? stream.start(set, play + 1) : Instant.MAX;
    }

    /** The plays of a stream from now on. */
    List<SiSection> schedule(AnnouncedSet set, AnnouncedStream stream, Service service, Instant now) {
        Instant midnight = now.truncatedTo(ChronoUnit.DAYS);
        int current = (int) (Duration.between(midnight, now).toHours() / 3);
        int segments = days * SEGMENTS_A_DAY;
        List<List<List<byte[]>>> all = new ArrayList<>();
        for (int segment = 0; segment < segments; segment++) {
            Instant from = midnight.plus(SEGMENT.multipliedBy(segment));
            List<byte[]> events = segment < current ? List.of() : plays(set, stream, service, from);
            all.add(SectionParts.of(events, SectionWriter.MAX_EIT_SECTION - HEADER_AND_CRC));
        }
        int last = (segments - 1) * SECTIONS_PER_SEGMENT + all.get(segments - 1).size() - 1;
        // Another one each segment of time, since what is over goes.
        int version = (int) (set.revision() + midnight.getEpochSecond() / 86_400 * SEGMENTS_A_DAY + current & 31);
        int table = service.actual() ? SCHEDULE_ACTUAL : SCHEDULE_OTHER;
        List<SiSection> sections = new ArrayList<>();
        for (int segment = 0; segment < segments; segment++) {
            List<List<byte[]>> parts = all.get(segment);
            int first = segment * SECTIONS_PER_SEGMENT;
            for (int i = 0; i < parts.size(); i++) {
                sections.add(section(service, table, version, first + i, last, first + parts.size() - 1,
                        SiSection.SCHEDULE_MS, SectionParts.joined(parts.get(i))));
            }
        }
        return sections;
    }

    /** Plays that start in the three hours from an instant, as many as eight sections hold. */
    private List<byte[]> plays(AnnouncedSet set, AnnouncedStream stream, Service service, Instant from) {
        List<byte[]> events = new ArrayList<>();
        Instant end = from.plus(SEGMENT);
        long play = Math.max(0, stream.playAt(set, from));
        while ((stream.plays() == 0 || play < stream.plays()) && stream.start(set, play).isBefore(end)
                && events.size() < MAX_EVENTS) {
            Instant start = stream.start(set, play);
            if (!start.isBefore(from)) {
                // A status would change with every start and end, and the version with it.
                events.add(play(set, stream, service, play, UNDEFINED));
            }
            play++;
        }
        return events;
    }

    private static byte[] play(AnnouncedSet set, AnnouncedStream stream, Service service, long play, int running) {
        byte[] descriptors = new Descriptors()
                .timeShiftedEvent(service.referenceServiceId(), REFERENCE_EVENT).bytes();
        return event((int) (play + 1 & 0xffff), DvbTime.utc(stream.start(set, play)), set.durationMs(), running,
                descriptors);
    }

    private static byte[] event(int id, byte[] start, long durationMs, int running, byte[] descriptors) {
        byte[] event = new byte[12 + descriptors.length];
        event[0] = (byte) (id >>> 8);
        event[1] = (byte) id;
        System.arraycopy(start, 0, event, 2, 5);
        System.arraycopy(DvbTime.duration(durationMs), 0, event, 7, 3);
        event[10] = (byte) (running << 5 | descriptors.length >>> 8);
        event[11] = (byte) descriptors.length;
        System.arraycopy(descriptors, 0, event, 12, descriptors.length);
        return event;
    }

    private SiSection section(Service service, int table, int version, int number, int last, int segmentLast,
            int periodMs, byte[] events) {
        byte[] bytes = new SectionWriter()
                .begin(table, service.serviceId(), version, number, last, SectionWriter.MAX_EIT_SECTION)
                .u16(service.transportStreamId()).u16(numbers.originalNetworkId()).u8(segmentLast).u8(table)
                .put(events).finish();
        return new SiSection(SiSection.EIT_PID, periodMs, bytes);
    }
}
