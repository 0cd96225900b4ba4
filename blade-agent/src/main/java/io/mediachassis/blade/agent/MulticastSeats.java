package io.mediachassis.blade.agent;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.blade.access.PlaybackGate;
import io.mediachassis.blade.nvod.GroupRanges;
import io.mediachassis.blade.nvod.NvodSchedule;
import io.mediachassis.blade.nvod.NvodSchedule.Start;
import io.mediachassis.blade.nvod.NvodSet;
import io.mediachassis.blade.nvod.PlannedSets;
import io.mediachassis.blade.nvod.StationClock;
import io.mediachassis.blade.rtsp.MediaException;
import io.mediachassis.blade.rtsp.StreamHandle;
import io.mediachassis.blade.rtsp.Whereabouts;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * RTSP's consoles in multicast streams: says which stream one should join, the next that starts (seed 000 claim 1), and
 * keeps its session while the set is there. The packets need nobody here. Any thread; decides on the control loop.
 */
final class MulticastSeats {
    private static final Logger LOG = LoggerFactory.getLogger(MulticastSeats.class);
    /** From the answer to the console's join in all routers on the way. */
    private static final long JOIN_NS = 300_000_000L;
    /** GStreamer gives a stream up of which nothing has come for 5 s. */
    private static final long PATIENCE_NS = 3_000_000_000L;
    private static final String SET_PREFIX = PlaybackGate.SET_PREFIX;

    private final Executor control;
    private final Clock clock;
    private final StationClock station;
    private final Supplier<PlannedSets> sets;
    private final SetShelf shelf;
    private final String stationAddress;
    private final int ttl;
    private final BiConsumer<NvodSet, Integer> selected;
    private final Set<MulticastSeat> seats = ConcurrentHashMap.newKeySet();
    private final AtomicLong opened = new AtomicLong();

    /** @param selected hears which streams consoles join; on the control loop */
    MulticastSeats(
            Executor control, Clock clock, StationClock station, Supplier<PlannedSets> sets, SetShelf shelf,
            String stationAddress, int ttl, BiConsumer<NvodSet, Integer> selected) {
        this.control = control;
        this.clock = clock;
        this.station = station;
        this.sets = sets;
        this.shelf = shelf;
        this.stationAddress = stationAddress;
        this.ttl = ttl;
        this.selected = selected;
    }

    static boolean isSet(String programId) {
        return programId.startsWith(SET_PREFIX);
    }

    /**
     * The description of one stream, for players that join what is described: the one that starts next, where that is soon;
     * else the one that started last. Those that can wait, or catch up, set up the whole set instead ({@link #take}). Fails
     * with {@link MediaException} for a set without RTP.
     */
    CompletionStage<Whereabouts> describe(String name) {
        return CompletableFuture.supplyAsync(() -> {
            NvodSet set = find(name).orElse(null);
            if (set == null) {
                return new Whereabouts.NotFound();
            } else if (!set.rtp()) {
                throw plain(set);
            } else if (!station.known()) {
                return new Whereabouts.Busy(1);
            }
            // A medium's URL says which stream was described, so that SETUP joins that one; the set's, where the others are.
            return shown(new NvodSchedule(set), nowNs())
                    .flatMap(start -> shelf.stream(set.id(), start.stream())
                            .<Whereabouts>map(sdp -> new Whereabouts.Announced(
                                    sdp + "a=mediachassis-set:" + shelf.url(set.id()) + "\r\na=control:trackID="
                                            + start.stream() + "\r\n")))
                    .orElseGet(Whereabouts.NotFound::new);
        }, control);
    }

    /**
     * A console joins. Fails with {@link MediaException}.
     *
     * @param name of a set, or of a program that one sends
     * @param stream negative: of a set the one that starts next, of a program the one that would be described
     */
    CompletionStage<StreamHandle> take(String name, int stream) {
        return CompletableFuture.supplyAsync(() -> {
            NvodSet set = find(name).orElseThrow(() -> refusal(isSet(name) ? 404 : 461, "no set sends " + name));
            if (!set.rtp()) {
                throw plain(set);
            } else if (!station.known()) {
                throw refusal(503, "this blade does not know the station's time yet");
            } else if (stream >= set.streams()) {
                throw refusal(404, "set " + set.id() + " has the streams 0 to " + (set.streams() - 1));
            }
            NvodSchedule schedule = new NvodSchedule(set);
            Optional<Start> start = isSet(name) ? schedule.nextStart(nowNs() + JOIN_NS) : shown(schedule, nowNs());
            int joined = stream >= 0 ? stream : start.map(Start::stream)
                    .orElseThrow(() -> refusal(404, "all plays of set " + set.id() + " have begun"));
            MulticastSeat seat = new MulticastSeat(
                    opened.incrementAndGet(), schedule, joined,
                    new StreamHandle.Group(GroupRanges.dotted(set.group(joined)), set.port(), ttl), stationAddress, this);
            seats.add(seat);
            selected.accept(set, joined);
            LOG.debug("A console joins stream {} of set {}", joined, set.id());
            return seat;
        }, control);
    }

    /** There are other sets now. Control loop. */
    void onChange(PlannedSets now) {
        for (MulticastSeat seat : List.copyOf(seats)) {
            String instance = seat.set().instance();
            if (now.sets().stream().noneMatch(planned -> planned.set().instance().equals(instance))) {
                seats.remove(seat);
                seat.over("set " + seat.set().id() + " is over");
            }
        }
    }

    /** Every few seconds: tells which streams consoles are in. Control loop. */
    void stillThere() {
        seats.forEach(seat -> selected.accept(seat.set(), seat.stream()));
    }

    // ---- for the seats -----------------------------------------------------------------------------------------

    void left(MulticastSeat seat) {
        seats.remove(seat);
    }

    <T> CompletionStage<T> atStationTime(LongFunction<T> asked) {
        return CompletableFuture.supplyAsync(() -> asked.apply(nowNs()), control);
    }

    private long nowNs() {
        return station.at(clock.nanoTime()).orElse(0);
    }

    private static Optional<Start> shown(NvodSchedule schedule, long stationNs) {
        Optional<Start> next = schedule.nextStart(stationNs + JOIN_NS);
        return next.filter(start -> start.atNs() - stationNs < PATIENCE_NS)
                .or(() -> schedule.lastStart(stationNs))
                .or(() -> next);
    }

    /** A set by its name, or the newest that sends a program by RTP. */
    private Optional<NvodSet> find(String name) {
        return sets.get().sets().stream().map(PlannedSets.Planned::set)
                .filter(set -> isSet(name)
                        ? name.equals(SET_PREFIX + set.id())
                        : set.rtp() && set.programId().equals(name))
                .max(Comparator.comparingLong(NvodSet::epochNs));
    }

    /** No player knows a session of RTSP without RTP: who asks is told where the groups are. */
    private CompletionException plain(NvodSet set) {
        return refusal(461, "set " + set.id() + " sends plain transport packets, which are joined without RTSP: "
                + shelf.playlist(set.id()) + " names its groups, from udp://@" + set.id() + ":" + set.port() + " on");
    }

    private static CompletionException refusal(int status, String text) {
        return new CompletionException(new MediaException(status, text));
    }
}
