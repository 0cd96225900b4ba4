package io.mediachassis.blade.http;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.backplane.counter.Counts;
import io.mediachassis.blade.os.DiskException;
import io.mediachassis.blade.os.SentDisk;
import io.mediachassis.blade.os.VolumeGoneException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.FileRegion;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends answers on one connection, one after the other: the head, then the body piece by piece, so that a slow reader
 * holds one file or one source open, however long the program. Files go out with sendfile; what other engines have goes
 * through {@link SegmentRelay}, the next one made ready while the last part of what is in front of it is sent. A body
 * that can't be had to its end is cut short by closing: the client knows by Content-Length. Event loop only.
 */
// A write that fails closes the channel.
@SuppressWarnings("FutureReturnValueIgnored")
final class AnswerSender {
    private static final Logger LOG = LoggerFactory.getLogger(AnswerSender.class);

    /** How often it is looked for more of what is on its way here, and for how long nothing of it may come. */
    private static final long ARRIVES_NS = 50_000_000;
    private static final long ARRIVES_MOST_NS = 30_000_000_000L;

    private final Channel channel;
    private final Function<Path, SentDisk> disks;
    private final SegmentSources sources;
    private final SegmentsHere here;
    private final DownloadGate gate;
    private final DownloadPace pace;
    private final Counts<HttpCounter> counts;
    private final Clock clock;
    private final long silentNs;
    private List<BodyPiece> pieces = List.of();
    private int at;
    /** The piece of which a file here did not give the rest; -1: none. */
    private int lostAt = -1;
    private Runnable onSent = AnswerSender::nobody;
    private @Nullable FileRegion region;
    private @Nullable SegmentRelay relay;
    private @Nullable SegmentRelay ahead;
    private boolean download;
    private long admittedBps;
    private long sentBytes;
    /** Of the region that is being sent, what is counted already. */
    private long counted;
    private boolean stopped;

    /**
     * @param disks that files lie on
     * @param silentNs how long another engine may send nothing of what is fetched
     */
    AnswerSender(
            Channel channel, Function<Path, SentDisk> disks, SegmentSources sources, SegmentsHere here, DownloadGate gate,
            DownloadPace pace, Counts<HttpCounter> counts, Clock clock, long silentNs) {
        this.channel = channel;
        this.disks = disks;
        this.sources = sources;
        this.here = here;
        this.gate = gate;
        this.pace = pace;
        this.counts = counts;
        this.clock = clock;
        this.silentNs = silentNs;
    }

    /**
     * Sends an answer; none may be under way.
     *
     * @param admittedBps what it has of the gate, which is given back when it is over
     * @param headOnly it answers a HEAD, so that it has no body (RFC 9110 section 9.3.2)
     * @param then called when the system has taken all of it; not when the connection breaks before
     */
    void send(Answer answer, boolean headOnly, long admittedBps, boolean keepAlive, Runnable then) {
        onSent = then;
        this.admittedBps = admittedBps;
        download = answer.isDownload();
        if (stopped) {
            release();
            return;
        }
        ByteBuf head = answer.head().encode(channel.alloc(), keepAlive);
        if (!headOnly && !answer.body().isEmpty()) {
            channel.write(head);
            pieces = answer.body();
            at = 0;
            lostAt = -1;
            sendPiece();
        } else if (headOnly || answer.text().length == 0) {
            finish(channel.writeAndFlush(head));
        } else {
            channel.write(head);
            finish(channel.writeAndFlush(Unpooled.wrappedBuffer(answer.text())));
        }
    }

    private static void nobody() {
        // Nobody waits for an answer before there is one.
    }

    private void finish(ChannelFuture written) {
        if (written.isDone()) {
            onSent.run();
        } else {
            written.addListener(done -> onSent.run());
        }
    }

    /** Bytes of bodies that the system has taken so far. */
    long sentBytes() {
        FileRegion now = region;
        return sentBytes + (now == null ? 0 : now.transferred());
    }

    /** The client reads again. */
    void writabilityChanged() {
        if (relay != null && channel.isWritable()) {
            relay.flow(true);
        }
    }

    /** Counts what is sent by now of what takes long. */
    void count() {
        FileRegion now = region;
        if (now != null) {
            long sent = now.transferred();
            counts.add(HttpCounter.MEDIA_BYTES, sent - counted);
            counted = sent;
        }
    }

    private void release() {
        if (admittedBps > 0) {
            gate.release(admittedBps);
            admittedBps = 0;
        }
    }

    /** The connection is gone. */
    void stop() {
        stopped = true;
        count();
        region = null;
        release();
        if (relay != null) {
            relay.close();
        }
        if (ahead != null) {
            ahead.close();
        }
        relay = null;
        ahead = null;
    }

    private void sendPiece() {
        if (at == pieces.size()) {
            pieces = List.of();
            release();
            onSent.run();
            return;
        }
        BodyPiece piece = pieces.get(at);
        if (piece instanceof BodyPiece.Slice slice) {
            sendFile(slice);
        } else if (piece instanceof BodyPiece.Remote remote) {
            if (ahead != null || !sendFromHere(remote, false)) {
                relay(remote);
            }
        } else if (piece instanceof BodyPiece.Arriving arriving) {
            Optional<ArrivingPart> part = here.arriving(arriving.part());
            if (part.isPresent()) {
                sendArriving(arriving.part(), part.get(), clock.nanoTime());
            } else {
                overArriving(arriving.part());
            }
        } else {
            byte[] text = ((BodyPiece.Text) piece).bytes();
            written(piece, piece.length(), channel.writeAndFlush(Unpooled.wrappedBuffer(text)), this::pieceSent);
        }
    }

    private void pieceSent() {
        at++;
        if (!stopped) {
            sendPiece();
        }
    }

    private void sendFile(BodyPiece.Slice slice) {
        long now = download ? pace.take(slice.length(), clock.nanoTime()) : slice.length();
        if (now == 0) {
            channel.flush();
            channel.eventLoop().schedule(() -> {
                if (!stopped) {
                    sendFile(slice);
                }
            }, DownloadPace.RETRY_NS, TimeUnit.NANOSECONDS);
            return;
        }
        FileRegion file;
        try {
            file = SentRegion.open(channel, now == slice.length() ? slice : slice.first(now), disks.apply(slice.file()));
        } catch (IOException e) {
            rest(slice, e);
            return;
        }
        region = file;
        counted = 0;
        prepareNext(slice.length());
        written(slice, now, channel.writeAndFlush(file),
                now < slice.length() ? () -> sendFile(slice.after(now)) : this::pieceSent);
    }

    /** A file is gone, or the disk does not give what is left of it. */
    private void rest(BodyPiece.Slice left, IOException why) {
        disks.apply(left.file()).failed(why);
        lostAt = at;
        if (why instanceof DiskException || why instanceof VolumeGoneException) {
            counts.add(HttpCounter.DISK_FAILED, 1);
        }
        Optional<BodyPiece.Remote> elsewhere = left.elsewhere();
        if (elsewhere.isPresent()) {
            LOG.debug("{} is gone; other engines are asked", left.file(), why);
            relay(elsewhere.get());
        } else {
            LOG.debug("{} could not be sent", left, why);
            cutShort();
        }
    }

    private void cutShort() {
        counts.add(HttpCounter.CUT_SHORT, 1);
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }

    // ---- what is on its way to this blade ------------------------------------------------------------------------

    /** As far as it has come, and on as it comes. */
    private void sendArriving(BodyPiece.Remote rest, ArrivingPart part, long sinceNs) {
        long readable = part.readable();
        if (stopped) {
            return;
        } else if (readable < 0) {
            overArriving(rest);
            return;
        }
        long some = Math.min(rest.offset() + rest.length(), readable) - rest.offset();
        long now = some <= 0 ? 0 : download ? pace.take(some, clock.nanoTime()) : some;
        if (now <= 0) {
            waitForMore(rest, part, some > 0 ? clock.nanoTime() : sinceNs);
            return;
        }
        BodyPiece.Slice slice = new BodyPiece.Slice(part.file(), rest.offset(), now, Optional.empty());
        FileRegion file;
        try {
            file = SentRegion.open(channel, slice, disks.apply(slice.file()));
        } catch (IOException e) {
            rest(slice, e);
            return;
        }
        region = file;
        counted = 0;
        counts.add(HttpCounter.ARRIVING_BYTES, now);
        written(slice, now, channel.writeAndFlush(file), () -> {
            if (now == rest.length()) {
                pieceSent();
            } else {
                sendArriving(rest.after(now), part, clock.nanoTime());
            }
        });
    }

    private void waitForMore(BodyPiece.Remote rest, ArrivingPart part, long sinceNs) {
        channel.flush();
        if (clock.nanoTime() - sinceNs >= ARRIVES_MOST_NS) {
            LOG.debug("Of segment {} of {} nothing has come for long", rest.segment(), rest.programId());
            cutShort();
            return;
        }
        channel.eventLoop().schedule(() -> sendArriving(rest, part, sinceNs), ARRIVES_NS, TimeUnit.NANOSECONDS);
    }

    /** It is whole, and goes on from its file; or what was sent of it may have been wrong, and the client is to ask anew. */
    private void overArriving(BodyPiece.Remote rest) {
        Optional<BodyPiece.Slice> held = here.held(rest);
        if (held.isPresent()) {
            sendFile(held.get());
        } else if (pieces.get(at).equals(rest)) {
            relay(rest); // nothing of it was sent
        } else {
            LOG.debug("Segment {} of {} does not come", rest.segment(), rest.programId());
            cutShort();
        }
    }

    /** @param then once all of it has gone out */
    private void written(BodyPiece piece, long bytes, ChannelFuture write, Runnable then) {
        write.addListener(done -> {
            count();
            IOException failure = region instanceof SentRegion file ? file.failure() : null;
            long sent = failure == null || region == null ? bytes : region.transferred();
            region = null;
            if (stopped) {
                return;
            }
            if (done.isSuccess() && failure != null && piece instanceof BodyPiece.Slice slice) {
                sentBytes += sent;
                rest(slice.after(sent), failure);
            } else if (done.isSuccess()) {
                sentBytes += bytes;
                then.run();
            } else {
                // Not louder: whoever asks could have as many of these as he likes. It is counted.
                if (channel.isActive()) {
                    LOG.debug("{} could not be sent: {}", piece, String.valueOf(done.cause()));
                    counts.add(HttpCounter.CUT_SHORT, 1);
                }
                channel.close();
            }
        });
    }

    // ---- what other engines have ---------------------------------------------------------------------------------

    /** Makes the piece after this one ready when it has to be fetched and its turn comes soon. */
    private void prepareNext(long left) {
        if (ahead == null && left <= FileSlices.AHEAD_BYTES && at + 1 < pieces.size()
                && pieces.get(at + 1) instanceof BodyPiece.Remote next
                && here.held(next).isEmpty() && !(isAlone(next) && here.any(next))) {
            ahead = new SegmentRelay(channel, next, sources, new Relayed(), counts, clock, silentNs);
        }
    }

    private void relay(BodyPiece.Remote piece) {
        SegmentRelay now = ahead;
        ahead = null;
        if (now == null || !now.rest().equals(piece)) {
            if (now != null) {
                now.close();
            }
            now = new SegmentRelay(channel, piece, sources, new Relayed(), counts, clock, silentNs);
        }
        relay = now;
        prepareNext(piece.length());
        channel.flush();
        now.flow(true);
    }

    /**
     * What has come to this blade since the answer began, or comes where no other engine holds it whole; false: nothing of it.
     *
     * @param alone none of those that hold it gives it
     */
    private boolean sendFromHere(BodyPiece.Remote piece, boolean alone) {
        if (lostAt == at) {
            return false;
        }
        Optional<BodyPiece.Slice> held = here.held(piece);
        Optional<ArrivingPart> arriving = held.isPresent() || !(alone || isAlone(piece)) ? Optional.empty() : here.arriving(piece);
        held.ifPresent(this::sendFile);
        arriving.ifPresent(part -> sendArriving(piece, part, clock.nanoTime()));
        return held.isPresent() || arriving.isPresent();
    }

    private boolean isAlone(BodyPiece.Remote piece) {
        return sources.holders(piece.programId(), piece.segment()).isEmpty();
    }

    /** Takes what a relay brings on to the client, as fast as that one reads. */
    private final class Relayed implements RelayTarget {
        @Override
        public boolean bytes(ByteBuf bytes, long left) {
            int length = bytes.readableBytes();
            sentBytes += length;
            counts.add(HttpCounter.MEDIA_BYTES, length);
            counts.add(HttpCounter.RELAYED_BYTES, length);
            if (download) {
                pace.took(length, clock.nanoTime());
            }
            channel.write(bytes);
            prepareNext(left);
            return channel.isWritable();
        }

        @Override
        public void pause() {
            channel.flush();
        }

        @Override
        public void whole() {
            relay = null;
            channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(done -> pieceSent());
        }

        @Override
        public boolean here(BodyPiece.Remote rest) {
            if (stopped || lostAt == at || !here.any(rest)) {
                return false;
            }
            relay = null;
            channel.eventLoop().execute(() -> {
                if (!stopped && !sendFromHere(rest, true)) {
                    relay(rest);
                }
            });
            return true;
        }

        @Override
        public void failed(BodyPiece.Remote rest) {
            relay = null;
            if (!stopped) {
                LOG.debug("Segment {} of {} can't be had from byte {} on; the answer to {} ends there", rest.segment(),
                        rest.programId(), rest.offset(), channel.remoteAddress());
                cutShort();
            }
        }
    }
}
