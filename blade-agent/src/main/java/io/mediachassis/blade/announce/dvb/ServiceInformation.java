package io.mediachassis.blade.announce.dvb;

import io.mediachassis.blade.announce.AnnouncedSet;
import io.mediachassis.blade.announce.AnnouncedStream;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * All service information of near video on demand: for a group that has nothing else, and for each stream's own group.
 * Sections are to be made anew at {@link #nextChange}; the time tables each time they are sent
 * ({@link NetworkTables#time}). Pure; any thread.
 */
public final class ServiceInformation {
    private final SiNumbers numbers;
    private final String networkName;
    private final ServiceTables services;
    private final EventTables events;

    /**
     * @param provider whose services these are, for people
     * @param privateDataSpecifier under which each stream's service says its URI ({@code rtp://@239.1.2.3:5000}) as a
     *     URI linkage of user-defined type 0x80; 0: it doesn't
     * @param days that schedules cover, 1 to 4
     */
    public ServiceInformation(SiNumbers numbers, String networkName, String provider, int privateDataSpecifier,
            int days) {
        this.numbers = numbers;
        this.networkName = networkName;
        this.services = new ServiceTables(numbers, provider, privateDataSpecifier);
        this.events = new EventTables(numbers, days);
    }

    /**
     * Of all sets, for the group of service information: the reference services are its own, and the streams are other
     * transport streams.
     *
     * @param revision of the list of sets: grows when one comes, goes or changes, and never falls
     */
    public List<SiSection> ofAll(Collection<AnnouncedSet> sets, long revision, Instant now) {
        List<SiSection> all = new ArrayList<>(nit(sets, revision));
        List<byte[]> references = new ArrayList<>();
        for (AnnouncedSet set : sets) {
            for (int i = 0; i < ServiceTables.references(set); i++) {
                references.add(services.reference(set, i));
            }
        }
        all.addAll(services.table(true, numbers.siTransportStreamId(), version(revision), references));
        for (AnnouncedSet set : sets) {
            referenceEvents(all, set, true);
            for (int place = 0; place < set.streams().size(); place++) {
                stream(all, set, place, false, now);
            }
        }
        return all;
    }

    /** For the group of one stream: itself, and the reference service of its set. */
    public List<SiSection> ofStream(AnnouncedSet set, int place, Instant now) {
        List<SiSection> all = new ArrayList<>(nit(List.of(set), set.revision()));
        stream(all, set, place, true, now);
        int reference = place / ServiceTables.STREAMS_PER_REFERENCE;
        all.addAll(services.table(false, numbers.siTransportStreamId(), version(set.revision()),
                List.of(services.reference(set, reference))));
        referenceEvents(all, set, false);
        return all;
    }

    /**
     * When sections of these sets change next by themselves: a start, an end, a new segment of the schedule. The latest
     * possible instant for no sets.
     */
    public Instant nextChange(Collection<AnnouncedSet> sets, Instant now) {
        Instant midnight = now.truncatedTo(ChronoUnit.DAYS);
        long segments = Duration.between(midnight, now).toHours() / 3 + 1;
        Instant next = sets.isEmpty() ? Instant.MAX : midnight.plus(Duration.ofHours(3 * segments));
        for (AnnouncedSet set : sets) {
            for (AnnouncedStream stream : set.streams()) {
                Instant change = events.nextChange(set, stream, now);
                next = change.isBefore(next) ? change : next;
            }
        }
        return next;
    }

    private void stream(List<SiSection> all, AnnouncedSet set, int place, boolean actual, Instant now) {
        AnnouncedStream stream = set.streams().get(place);
        int id = numbers.serviceId(set, stream.index());
        EventTables.Service service = new EventTables.Service(actual, id, id, services.referenceOf(set, place));
        all.addAll(services.table(actual, id, version(set.revision()), List.of(services.timeShifted(set, place))));
        all.addAll(events.presentFollowing(set, stream, service, now));
        all.addAll(events.schedule(set, stream, service, now));
    }

    private void referenceEvents(List<SiSection> all, AnnouncedSet set, boolean actual) {
        String text = "Starts every " + (set.intervalMs() + 500) / 1000 + " s";
        for (int i = 0; i < ServiceTables.references(set); i++) {
            int id = numbers.referenceServiceId(set, i);
            all.addAll(events.reference(set,
                    new EventTables.Service(actual, numbers.siTransportStreamId(), id, id), text));
        }
    }

    private List<SiSection> nit(Collection<AnnouncedSet> sets, long revision) {
        List<NetworkTables.Carried> carried = new ArrayList<>();
        List<Integer> references = new ArrayList<>();
        for (AnnouncedSet set : sets) {
            for (int i = 0; i < ServiceTables.references(set); i++) {
                references.add(numbers.referenceServiceId(set, i));
            }
        }
        carried.add(new NetworkTables.Carried(numbers.siTransportStreamId(), references,
                Descriptors.REFERENCE_SERVICE_TYPE));
        for (AnnouncedSet set : sets) {
            for (AnnouncedStream stream : set.streams()) {
                int id = numbers.serviceId(set, stream.index());
                carried.add(new NetworkTables.Carried(id, List.of(id), Descriptors.TIME_SHIFTED_SERVICE_TYPE));
            }
        }
        return NetworkTables.nit(numbers, networkName, version(revision), carried);
    }

    private static int version(long revision) {
        return (int) (revision & 31);
    }
}
