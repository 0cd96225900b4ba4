package io.mediachassis.blade.agent;

import io.mediachassis.blade.nvod.NvodSchedule;
import io.mediachassis.blade.nvod.NvodSchedule.Start;
import io.mediachassis.blade.nvod.NvodSet;
import io.mediachassis.blade.rtsp.MediaException;
import io.mediachassis.blade.rtsp.PlayAnswer;
import io.mediachassis.blade.rtsp.PlayRequest;
import io.mediachassis.blade.rtsp.StreamHandle;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One console's place in a multicast stream, as its RTSP conversation sees it: PLAY says where the stream is or when it
 * starts, PAUSE leaves it alone. Any thread.
 */
final class MulticastSeat implements StreamHandle {
    private static final long NS_PER_MS = 1_000_000;
    private static final int RTP_TICKS_PER_MS = 90;

    private final long session;
    private final NvodSchedule schedule;
    private final int stream;
    private final Group group;
    private final String stationAddress;
    private final MulticastSeats seats;
    private volatile @Nullable Instant startsAt;
    private volatile boolean alive = true;
    private volatile Consumer<String> endedListener = reason -> {};

    MulticastSeat(
            long session, NvodSchedule schedule, int stream, Group group, String stationAddress, MulticastSeats seats) {
        this.session = session;
        this.schedule = schedule;
        this.stream = stream;
        this.group = group;
        this.stationAddress = stationAddress;
        this.seats = seats;
    }

    NvodSet set() {
        return schedule.set();
    }

    int stream() {
        return stream;
    }

    @Override
    public long session() {
        return session;
    }

    @Override
    public int ssrc() {
        return schedule.ssrc(stream);
    }

    @Override
    public int serverRtpPort() {
        return group.port();
    }

    @Override
    public String sourceAddress() {
        return stationAddress;
    }

    @Override
    public Optional<Group> group() {
        return Optional.of(group);
    }

    @Override
    public Optional<Instant> startsAt() {
        return Optional.ofNullable(startsAt);
    }

    @Override
    public CompletionStage<PlayAnswer> play(PlayRequest request) {
        return seats.atStationTime(nowNs -> {
            if (request.fromMs().orElse(0) > 0) {
                throw new CompletionException(new MediaException(
                        457, "a multicast stream is where it is; ask for the program itself by unicast"));
            }
            return at(nowNs);
        });
    }

    @Override
    public CompletionStage<PlayAnswer> pause() {
        return seats.atStationTime(this::at);
    }

    /** Where it is, or the play that begins next; past the last one, its end. */
    private PlayAnswer at(long nowNs) {
        NvodSet set = schedule.set();
        long endMs = set.program().durationTicks() / 27_000;
        long slot = schedule.slotAt(stream, nowNs);
        if (schedule.sends(stream, slot, nowNs)) {
            startsAt = null;
            long play = schedule.play(slot);
            long sinceMs = (nowNs - schedule.startNs(stream, play * set.program().segments())) / NS_PER_MS;
            // A number that was sent by now has GStreamer ask for all packets since.
            return new PlayAnswer(
                    sinceMs, endMs, PlayAnswer.NO_SEQUENCE,
                    schedule.timestamp(stream, play) + (int) (sinceMs * RTP_TICKS_PER_MS));
        }
        Start start = schedule.nextStart(stream, nowNs).orElse(null);
        if (start == null) {
            return new PlayAnswer(endMs, endMs, 0, 0);
        }
        startsAt = Instant.ofEpochSecond(0, start.atNs());
        long first = schedule.packetsBefore(start.play() * set.program().segments()) - 1;
        return new PlayAnswer(
                0, endMs, schedule.sequence(stream, first), schedule.timestamp(stream, start.play()));
    }

    @Override
    public void keepAlive() {}

    @Override
    public OptionalLong lastHeardNs() {
        return OptionalLong.empty();
    }

    @Override
    public void close(String reason) {
        alive = false;
        seats.left(this);
    }

    @Override
    public boolean alive() {
        return alive;
    }

    @Override
    public void onEnded(Consumer<String> listener) {
        endedListener = listener;
    }

    /** The set is gone. */
    void over(String reason) {
        if (alive) {
            alive = false;
            endedListener.accept(reason);
        }
    }
}
