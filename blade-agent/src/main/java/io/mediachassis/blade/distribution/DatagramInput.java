package io.mediachassis.blade.distribution;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.backplane.counter.Counts;
import io.mediachassis.blade.os.GroupMembership;
import io.mediachassis.blade.os.Ipv4Endpoint;
import io.mediachassis.blade.os.ReceiveBatch;
import io.mediachassis.blade.os.UdpSocket;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Receives UDP or RTP, unicast or a group's. It keeps to the sender that came first until that is silent: two senders'
 * packets make no stream.
 */
final class DatagramInput implements Input {
    private static final Logger LOG = LoggerFactory.getLogger(DatagramInput.class);
    private static final int RECEIVE_BUFFER = 8 << 20;
    private static final int SEND_BUFFER = 16 << 10;
    private static final int BATCH = 128;
    private static final int DATAGRAM_BYTES = 2048;
    private static final int POLL_MS = 50;
    private static final long RETRY_NS = 2_000_000_000L;
    private static final long SILENT_NS = 1_000_000_000L;

    private final InputAddress.Datagrams address;
    private final int ownAddress;
    private final int interfaceIndex;
    private final InputSink sink;
    private final Clock clock;
    private final Counts<DistributionCounter> counts;
    private final RtpInput rtp = new RtpInput(this::forward);
    private @Nullable UdpSocket socket;
    private final Pause pause;
    private @Nullable Ipv4Endpoint sender;
    private long heardNs;
    private long junk;
    private boolean told;

    /**
     * Prepares it.
     *
     * @param ownAddress where unicast comes, big-endian
     * @param interfaceIndex that groups are joined on
     */
    DatagramInput(
            InputAddress.Datagrams address, int ownAddress, int interfaceIndex, InputSink sink, Clock clock,
            Counts<DistributionCounter> counts) {
        this.address = address;
        this.ownAddress = ownAddress;
        this.interfaceIndex = interfaceIndex;
        this.sink = sink;
        this.clock = clock;
        this.counts = counts;
        this.pause = new Pause(clock);
    }

    @Override
    public void prepare() throws IOException {
        int at = address.group() == 0 ? ownAddress : address.group();
        UdpSocket opened = new UdpSocket(new Ipv4Endpoint(at, address.port()), SEND_BUFFER, RECEIVE_BUFFER);
        try {
            if (address.group() != 0) {
                // Left with the socket.
                GroupMembership.join(opened, address.group(), address.source(), interfaceIndex);
            }
        } catch (IOException e) {
            opened.close();
            throw e;
        }
        socket = opened;
    }

    @Override
    public void run() {
        long retryNs = clock.nanoTime();
        UdpSocket from = socket;
        try {
            while (!pause.ended() && sink.wanted()) {
                if (from != null) {
                    receive(from);
                } else if (clock.nanoTime() - retryNs >= 0) {
                    retryNs = clock.nanoTime() + RETRY_NS;
                    from = open();
                } else {
                    pause.await(POLL_MS);
                }
            }
        } catch (IOException e) {
            sink.failed("what came could not be stored: " + e.getMessage());
        } finally {
            if (from != null) {
                from.close();
            }
        }
    }

    private @Nullable UdpSocket open() {
        try {
            prepare();
            sink.trouble("");
        } catch (IOException e) {
            LOG.debug("No input yet", e);
            sink.trouble("the input can't be received: " + e.getMessage());
        }
        return socket;
    }

    private void receive(UdpSocket from) throws IOException {
        ReceiveBatch batch = new ReceiveBatch(from, BATCH, DATAGRAM_BYTES);
        try {
            while (!pause.ended() && sink.wanted()) {
                boolean any = batch.await(POLL_MS);
                long nowNs = clock.nanoTime();
                for (int n = any ? batch.receive() : 0, i = 0; i < n; i++) {
                    datagram(batch.packet(i), batch.source(i), nowNs);
                }
                rtp.tick(nowNs);
                count();
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private void datagram(ByteBuffer datagram, Ipv4Endpoint source, long nowNs) {
        boolean wanted = address.source() == 0 || source.address() == address.source();
        Ipv4Endpoint known = sender;
        if (!wanted || (known != null && !known.equals(source) && nowNs - heardNs < SILENT_NS)) {
            counts.add(DistributionCounter.STRANGERS);
            return;
        }
        boolean good = address.rtp() ? rtp.accept(datagram, nowNs) : isTransport(datagram);
        if (!good) {
            counts.add(DistributionCounter.NOT_TS);
            junk++;
            if (known == null && junk >= BATCH && !told) {
                told = true;
                sink.trouble("what comes to this input is no " + (address.rtp() ? "RTP" : "MPEG transport stream"));
            }
            return;
        }
        if (!source.equals(known)) {
            sender = source;
            told = false;
            sink.trouble("");
            if (known != null) {
                sink.connected();
            }
        }
        heardNs = nowNs;
        if (!address.rtp()) {
            forwardWhole(datagram);
        }
    }

    /** An RTP payload. */
    private void forward(ByteBuffer payload) {
        if (isTransport(payload)) {
            forwardWhole(payload);
        } else {
            counts.add(DistributionCounter.NOT_TS);
        }
    }

    private void forwardWhole(ByteBuffer packets) {
        try {
            sink.packets(packets);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static boolean isTransport(ByteBuffer packets) {
        if (packets.remaining() == 0 || packets.remaining() % Piece.TS != 0) {
            return false;
        }
        for (int at = packets.position(); at < packets.limit(); at += Piece.TS) {
            if (packets.get(at) != 0x47) {
                return false;
            }
        }
        return true;
    }

    private long lost;
    private long late;

    private void count() {
        if (rtp.lost() != lost) {
            counts.add(DistributionCounter.RTP_LOST, rtp.lost() - lost);
            lost = rtp.lost();
        }
        if (rtp.late() != late) {
            counts.add(DistributionCounter.RTP_LATE, rtp.late() - late);
            late = rtp.late();
        }
    }

    @Override
    public void close() {
        pause.end();
    }
}
