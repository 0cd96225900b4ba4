package io.mediachassis.blade.agent;

import io.mediachassis.blade.announce.AnnouncedSet;
import io.mediachassis.blade.announce.AnnouncedStream;
import io.mediachassis.blade.announce.Carriage;
import io.mediachassis.blade.announce.dvb.NetworkTables;
import io.mediachassis.blade.announce.dvb.SectionPacketizer;
import io.mediachassis.blade.announce.dvb.ServiceInformation;
import io.mediachassis.blade.announce.dvb.SiSection;
import io.mediachassis.blade.announce.dvb.SiTimetable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Which service information leaves when (EN 300 468): of each stream in its group, where that has plain transport packets,
 * and of all in a group of its own. A group of RTP packets has none: their numbers follow from the program alone, so that
 * any engine can send them. Pure; one thread.
 */
final class SiAnnouncer {
    private static final int TS = 188;
    private static final int DATAGRAM = 7 * TS;

    private final ServiceInformation information;
    private final boolean inGroups;
    private final @Nullable Target all;
    private final GroupSender sender;
    private final Map<Target, Carousel> carousels = new HashMap<>();

    /** Where sections go. */
    record Target(int group, int port) {}

    /**
     * @param inGroups whether each stream has its own in its group
     * @param all where those of all sets go; null: nowhere
     */
    SiAnnouncer(ServiceInformation information, boolean inGroups, @Nullable Target all, GroupSender sender) {
        this.information = information;
        this.inGroups = inGroups;
        this.all = all;
        this.sender = sender;
    }

    /**
     * These are the sets now.
     *
     * @param revision of them all
     */
    void put(List<AnnouncedSet> sets, long revision, Instant now, long nowNs) {
        Set<Target> there = new HashSet<>();
        if (all != null && !sets.isEmpty()) {
            there.add(all);
            put(all, sets, at -> information.ofAll(sets, revision, at), now, nowNs);
        }
        for (AnnouncedSet set : inGroups ? sets : List.<AnnouncedSet>of()) {
            for (int i = 0; i < set.streams().size(); i++) {
                AnnouncedStream stream = set.streams().get(i);
                if (stream.carriage() instanceof Carriage.PlainUdp) {
                    int place = i;
                    Target to = new Target(GroupSender.address(stream.group().getAddress()), stream.port());
                    there.add(to);
                    put(to, List.of(set), at -> information.ofStream(set, place, at), now, nowNs);
                }
            }
        }
        carousels.keySet().retainAll(there);
    }

    private void put(
            Target to, List<AnnouncedSet> sets, Function<Instant, List<SiSection>> sections, Instant now, long nowNs) {
        carousels.computeIfAbsent(to, key -> new Carousel()).put(sets, sections, now, nowNs);
    }

    /** Another blade sends from now on. */
    void forget() {
        carousels.clear();
    }

    /**
     * Sends what is due.
     *
     * @param now station time
     */
    void tick(Instant now, long nowNs) {
        carousels.forEach((to, carousel) -> carousel.tick(now, nowNs)
                .forEach(datagram -> sender.send(to.group(), to.port(), datagram)));
    }

    /** What one group has. */
    private final class Carousel {
        private final SiTimetable timetable = new SiTimetable();
        private final SectionPacketizer packetizer = new SectionPacketizer();
        private final Set<Integer> begun = new HashSet<>();
        private List<AnnouncedSet> sets = List.of();
        private Function<Instant, List<SiSection>> sections = at -> List.of();
        private Instant changes = Instant.MIN;

        void put(
                List<AnnouncedSet> news, Function<Instant, List<SiSection>> written, Instant now, long nowNs) {
            if (!news.equals(sets)) {
                sets = news;
                sections = written;
                write(now, nowNs);
            }
        }

        private void write(Instant now, long nowNs) {
            List<SiSection> written = new ArrayList<>(sections.apply(now));
            written.addAll(NetworkTables.time(now));
            timetable.replace(written, nowNs);
            changes = information.nextChange(sets, now);
        }

        List<byte[]> tick(Instant now, long nowNs) {
            if (!now.isBefore(changes)) {
                write(now, nowNs);
            }
            List<SiSection> due = new ArrayList<>();
            timetable.due(nowNs, due);
            Map<Integer, List<byte[]>> byPid = new TreeMap<>();
            for (SiSection section : due) {
                byPid.computeIfAbsent(section.pid(), pid -> new ArrayList<>())
                        .add(section.isTime() ? newest(section, now) : section.bytes());
            }
            List<byte[]> datagrams = new ArrayList<>();
            byPid.forEach((pid, list) -> packets(pid, list, datagrams));
            return datagrams;
        }

        /** The same table with the time that it is now. */
        private static byte[] newest(SiSection section, Instant now) {
            return NetworkTables.time(now).stream()
                    .filter(time -> time.bytes()[0] == section.bytes()[0])
                    .findFirst().orElse(section).bytes();
        }

        private void packets(int pid, List<byte[]> list, List<byte[]> datagrams) {
            int bytes = list.stream().mapToInt(section -> section.length).sum();
            byte[] packets = new byte[(1 + SectionPacketizer.maxPackets(bytes)) * TS];
            int length = 0;
            if (begun.add(pid)) {
                // Another blade may have sent here before.
                packetizer.announceBreak(pid, packets, 0);
                length = TS;
            }
            length += packetizer.write(pid, list, packets, length) * TS;
            for (int at = 0; at < length; at += DATAGRAM) {
                datagrams.add(Arrays.copyOfRange(packets, at, Math.min(length, at + DATAGRAM)));
            }
        }
    }
}
