package io.mediachassis.blade.nvod;

import io.mediachassis.backplane.proto.NvodStart;
import io.mediachassis.blade.nvod.PlannedSets.Planned;
import io.mediachassis.blade.playout.ScheduledRun;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Whether a set may be started: what the operator asks, weighed against the configuration, the program, the other sets and
 * the station's capacity. Pure; any thread.
 *
 * @param networkInterface where multicast leaves; empty: nowhere
 * @param port of groups where the operator names none
 */
public record NvodRules(String networkInterface, int port, GroupRanges ranges) {
    /** Packets that leave in random order among themselves, at most: an engine holds two such windows of each stream. */
    public static final int MAX_WINDOW = 512;
    private static final int MAX_SETS = 64;
    /** Of a stream: an engine reads that much ahead. */
    private static final long MAX_WINDOW_MS = 1000;
    /** Of all sets together, streams times segments: the plan of all goes in one message. */
    private static final int MAX_CELLS = 256 << 10;
    private static final int LEAST_PORT = 1024;
    private static final int MOST_PORT = 65_534;

    /**
     * Why not.
     *
     * @param status HTTP's: 400, 404, 409
     * @param hint what to do about it
     */
    public record Refusal(int status, String text, String hint) {}

    /**
     * The program as the director knows it.
     *
     * @param segments 0: there is no such program
     */
    public record ProgramFacts(int segments, long durationMs, long bitRate) {}

    /**
     * What the station can send.
     *
     * @param capacityBps of all engines that are up, bit/s
     * @param busyBps what they send to consoles, bit/s
     */
    public record Capacity(long capacityBps, long busyBps) {}

    /** The port that is meant. */
    public int port(NvodStart asked) {
        return asked.getPort() == 0 ? port : asked.getPort();
    }

    /** Empty: it may. */
    public Optional<Refusal> check(NvodStart asked, ProgramFacts program, List<Planned> sets, Capacity capacity) {
        Refusal refusal = ofConfiguration(asked);
        refusal = refusal != null ? refusal : ofProgram(asked, program);
        refusal = refusal != null ? refusal : ofInterleaving(asked, program.bitRate());
        refusal = refusal != null ? refusal : ofGroups(asked, streams(asked, program), sets);
        refusal = refusal != null ? refusal : ofRoom(asked, program, sets, capacity);
        return Optional.ofNullable(refusal);
    }

    private static int streams(NvodStart asked, ProgramFacts program) {
        return (int) Math.min(NvodSet.MAX_STREAMS + 1L,
                NvodSet.streams(program.durationMs() * 27_000, Math.max(1, asked.getIntervalMs())));
    }

    private @Nullable Refusal ofConfiguration(NvodStart asked) {
        if (networkInterface.isEmpty()) {
            return new Refusal(409, "No interface for multicast is configured",
                    "name one in every blade's configuration: nvod { network-interface = \"eth0\" }");
        }
        int wanted = port(asked);
        if (wanted < LEAST_PORT || wanted > MOST_PORT || (!asked.getUdp() && wanted % 2 != 0)) {
            return new Refusal(400, "Port " + wanted + " can't be used",
                    "give one from " + LEAST_PORT + " to " + MOST_PORT + ", an even one for RTP (RFC 3550 section 11)");
        }
        return null;
    }

    private static @Nullable Refusal ofInterleaving(NvodStart asked, long bitRate) {
        int window = asked.getInterleave();
        if (window == 0) {
            return null;
        }
        if (asked.getUdp()) {
            return new Refusal(400, "Only RTP packets can leave in random order, since only they have numbers",
                    "leave --interleave or --udp out");
        }
        long ms = window * 8L * ScheduledRun.PACKET_BYTES * 1000 / Math.max(1, bitRate);
        if (window < 2 || window > MAX_WINDOW || ms > MAX_WINDOW_MS) {
            return new Refusal(400, "A window of " + window + " packets can't be: it has 2 to " + MAX_WINDOW
                    + ", and at most 1 s of the stream", "give another --interleave, or leave it out");
        }
        return asked.getInterleaveForced()
                ? null
                : PacketInterleaver.refusalForPlayers(window, bitRate)
                        .map(text -> new Refusal(400, text, "give a shorter --interleave, or add --force"))
                        .orElse(null);
    }

    private static @Nullable Refusal ofProgram(NvodStart asked, ProgramFacts program) {
        if (program.segments() == 0) {
            return new Refusal(404, "The blades that are up don't hold a whole program " + asked.getProgramId(),
                    "chassisctl programs shows what there is");
        }
        long interval = asked.getIntervalMs();
        if (interval < NvodSet.LEAST_INTERVAL_MS) {
            return new Refusal(400, "An interval of " + seconds(interval) + " is too short",
                    "give " + seconds(NvodSet.LEAST_INTERVAL_MS) + " or more; 30 s to 60 s are usual");
        }
        if (interval > program.durationMs()) {
            return new Refusal(400, "An interval of " + seconds(interval) + " is longer than the program, which has "
                    + seconds(program.durationMs()), "give a shorter interval");
        }
        if (streams(asked, program) > NvodSet.MAX_STREAMS) {
            return new Refusal(400, "A set has " + NvodSet.MAX_STREAMS + " streams at most",
                    "give an interval of " + seconds(program.durationMs() / NvodSet.MAX_STREAMS + 1000) + " or more");
        }
        return null;
    }

    private @Nullable Refusal ofGroups(NvodStart asked, int streams, List<Planned> sets) {
        OptionalInt group = GroupRanges.parse(asked.getGroup());
        if (group.isEmpty() || !GroupRanges.isMulticast(group.getAsInt())) {
            return new Refusal(400, "\"" + asked.getGroup() + "\" is no multicast group",
                    "give an IPv4 group, of " + ranges);
        }
        int first = group.getAsInt();
        String all = GroupRanges.dotted(first) + " to " + GroupRanges.dotted(first + streams - 1);
        if (!ranges.hold(first, streams)) {
            return new Refusal(400, "The groups " + all + " are not all within " + ranges,
                    "give others, or widen nvod.ranges in every blade's configuration");
        }
        if (GroupRanges.isSourceSpecific(first) && !asked.getSourceSpecific()) {
            return new Refusal(400, "Groups of 232.0.0.0/8 can be joined with their source only (RFC 4607)",
                    "add --source-specific, or give a group of 239.0.0.0/8");
        }
        for (Planned other : sets) {
            NvodSet set = other.set();
            long apart = Integer.toUnsignedLong(first) - Integer.toUnsignedLong(set.group());
            if (apart < set.streams() && -apart < streams) {
                return new Refusal(409, "Of the groups " + all + " some are those of set " + set.id() + ", which has "
                        + GroupRanges.dotted(set.group()) + " to "
                        + GroupRanges.dotted(set.group() + set.streams() - 1),
                        "give another group, or stop that set: chassisctl nvod stop " + set.id());
            }
        }
        return null;
    }

    private static @Nullable Refusal ofRoom(
            NvodStart asked, ProgramFacts program, List<Planned> sets, Capacity capacity) {
        int streams = streams(asked, program);
        long cells = (long) streams * program.segments();
        long taken = 0;
        for (Planned other : sets) {
            cells += (long) other.set().streams() * other.set().program().segments();
            taken += other.set().bitRate();
        }
        if (sets.size() >= MAX_SETS || cells > MAX_CELLS) {
            return new Refusal(409, "The station has " + sets.size() + " sets, and room for no more of this size",
                    "stop one, or give a longer interval");
        }
        long wanted = streams * program.bitRate();
        long busy = Math.max(taken, capacity.busyBps());
        if (busy + wanted > capacity.capacityBps()) {
            return new Refusal(409, String.format(Locale.ROOT,
                    "%d streams of %.1f Mbit/s need %.1f Mbit/s, and of the station's %.1f Mbit/s %.1f are taken",
                    streams, program.bitRate() / 1e6, wanted / 1e6, capacity.capacityBps() / 1e6, busy / 1e6),
                    "give a longer interval, or stop another set");
        }
        return null;
    }

    private static String seconds(long ms) {
        return String.format(Locale.ROOT, ms % 1000 == 0 ? "%.0f s" : "%.1f s", ms / 1000.0);
    }
}
