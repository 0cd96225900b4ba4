package io.mediachassis.blade.rtsp;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Paces a transport stream as RTP (RFC 2250, 7 packets each), on the desk's one thread; says BYE at the end. */
final class FakeStream implements StreamHandle {
    private static final int PAYLOAD = 7 * 188;

    final StreamRequest request;
    private final @Nullable Group group;
    volatile @Nullable String closedFor;
    final AtomicInteger keptAlive = new AtomicInteger();
    final AtomicInteger refused = new AtomicInteger();
    private final List<Double> scales = new CopyOnWriteArrayList<>();
    private final List<Long> ends = new CopyOnWriteArrayList<>();
    private final FakeDesk desk;
    private final long number;
    private final int ssrc;
    private volatile @Nullable Consumer<String> ended;
    private @Nullable ScheduledFuture<?> playing;
    private int offset;
    private int end;
    private int sequence = 65500;
    private int firstStamp = 0xFFFF0000;
    private long startNs;
    private int startOffset;

    FakeStream(FakeDesk desk, StreamRequest request, long number) {
        this.desk = desk;
        this.request = request;
        this.group = desk.group;
        this.number = number;
        this.ssrc = 0x4D430000 + (int) number;
        this.end = desk.media.bytes().length;
    }

    @Override
    public CompletionStage<PlayAnswer> play(PlayRequest request) {
        OptionalLong fromMs = request.fromMs();
        OptionalLong toMs = request.toMs();
        scales.add(request.scale());
        toMs.ifPresent(ends::add);
        return CompletableFuture.supplyAsync(
                () -> {
                    TestMedia media = desk.media;
                    if (fromMs.isPresent()) {
                        int stamp = stamp();
                        offset = media.offset(fromMs.getAsLong());
                        firstStamp = stamp - (int) (position() * 90);
                    }
                    end = toMs.isPresent() ? media.offset(toMs.getAsLong()) : media.bytes().length;
                    startNs = desk.clock.nanoTime();
                    startOffset = offset;
                    stop();
                    playing = desk.sender.scheduleAtFixedRate(this::tick, 0, 10, TimeUnit.MILLISECONDS);
                    return here();
                },
                desk.sender);
    }

    /** As they were asked for. */
    List<Double> scales() {
        return scales;
    }

    /** Where it was to end, where that was asked. */
    List<Long> ends() {
        return ends;
    }

    @Override
    public byte[] memento() {
        return Long.toString(number).getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    }

    @Override
    public CompletionStage<PlayAnswer> pause() {
        return CompletableFuture.supplyAsync(
                () -> {
                    stop();
                    return here();
                },
                desk.sender);
    }

    void end(String reason) {
        closedFor = reason;
        Consumer<String> listener = ended;
        if (listener != null) {
            listener.accept(reason);
        }
    }

    private PlayAnswer here() {
        long toMs = end == desk.media.bytes().length ? desk.media.durationMs() : end * 8000L / TestMedia.BIT_RATE;
        return new PlayAnswer(position(), toMs, sequence & 0xFFFF, stamp());
    }

    private long position() {
        return offset * 8000L / TestMedia.BIT_RATE;
    }

    private int stamp() {
        return firstStamp + (int) (offset * 720_000L / TestMedia.BIT_RATE);
    }

    private void stop() {
        if (playing != null) {
            playing.cancel(false);
            playing = null;
        }
    }

    private void tick() {
        try {
            long due = startOffset + (desk.clock.nanoTime() - startNs) / 1000 * TestMedia.BIT_RATE / 8_000_000;
            while (offset < end && offset <= due) {
                int size = Math.min(PAYLOAD, end - offset);
                if (!send(size)) {
                    refused.incrementAndGet();
                    break;
                }
                sequence++;
                offset += size;
            }
            if (offset >= end) {
                stop();
                // GStreamer over TCP at times forgets to end when BYE comes on the heels of the last packet.
                playing = desk.sender.schedule(this::bye, 400, TimeUnit.MILLISECONDS);
            }
        } catch (IOException e) {
            stop();
        }
        if (request.delivery() instanceof Delivery.Interleaved interleaved) {
            interleaved.sink().flush();
        }
    }

    private boolean send(int size) throws IOException {
        ByteBuffer packet = ByteBuffer.allocate(12 + size);
        packet.put((byte) 0x80).put((byte) 33).putShort((short) sequence).putInt(stamp()).putInt(ssrc);
        packet.put(desk.media.bytes(), offset, size).flip();
        if (request.delivery() instanceof Delivery.Interleaved interleaved) {
            return interleaved.sink().offerRtp(packet.slice(0, 12), packet.slice(12, size));
        }
        if (request.delivery() instanceof Delivery.Udp to) {
            send(desk.rtp, packet, to.rtpPort());
        }
        return true;
    }

    private void bye() {
        ByteBuffer packet = ByteBuffer.allocate(16);
        packet.put((byte) 0x80).put((byte) 201).putShort((short) 1).putInt(ssrc);
        packet.put((byte) 0x81).put((byte) 203).putShort((short) 1).putInt(ssrc).flip();
        if (request.delivery() instanceof Delivery.Interleaved interleaved) {
            interleaved.sink().offerRtcp(packet);
            interleaved.sink().flush();
            return;
        }
        try {
            if (request.delivery() instanceof Delivery.Udp to) {
                send(desk.rtcp, packet, to.rtcpPort());
            }
        } catch (IOException e) {
            stop();
        }
    }

    private void send(DatagramSocket from, ByteBuffer packet, int port) throws IOException {
        InetSocketAddress to = new InetSocketAddress(InetAddress.getByName(request.clientAddress()), port);
        byte[] bytes = new byte[packet.remaining()];
        packet.get(bytes);
        from.send(new DatagramPacket(bytes, bytes.length, to));
    }

    @Override
    public long session() {
        return number;
    }

    @Override
    public int ssrc() {
        return ssrc;
    }

    @Override
    public int serverRtpPort() {
        return request.delivery() instanceof Delivery.Udp ? desk.rtp.getLocalPort() : 0;
    }

    @Override
    public Optional<Group> group() {
        return Optional.ofNullable(group);
    }

    @Override
    public Optional<Instant> startsAt() {
        return group().map(to -> Instant.parse("2026-11-21T20:00:00.500Z"));
    }

    @Override
    public String sourceAddress() {
        return desk.host;
    }

    @Override
    public void keepAlive() {
        keptAlive.incrementAndGet();
    }

    @Override
    public OptionalLong lastHeardNs() {
        return OptionalLong.empty();
    }

    @Override
    public void close(String reason) {
        closedFor = reason;
        desk.sender.execute(this::stop);
    }

    @Override
    public boolean alive() {
        return closedFor == null;
    }

    @Override
    public void onEnded(Consumer<String> listener) {
        ended = listener;
    }
}
