package io.mediachassis.sim.console;

import io.mediachassis.blade.os.Ipv4Endpoint;
import io.mediachassis.blade.os.SendBatch;
import io.mediachassis.blade.os.UdpSocket;
import io.mediachassis.blade.repair.NackWriter;
import io.mediachassis.sim.console.receive.ReportTiming;
import io.mediachassis.sim.console.receive.StreamReceiver;
import java.nio.ByteBuffer;
import java.util.random.RandomGenerator;

/** What a console tells by RTCP: generic NACKs (RFC 4585) at once, receiver reports now and then. One thread. */
public final class Feedback implements AutoCloseable {
    private static final int MESSAGES = 4;

    private final SendBatch batch;
    private final Ipv4Endpoint to;
    private final int ssrc;
    private final String cname;
    private final NackWriter nacks;
    private final ReportTiming timing;
    private final ByteBuffer packet = ByteBuffer.allocateDirect(SendBatch.MAX_COPIED);
    private long reports;
    private long asked;

    /** @param random makes its SSRC and name, and when it reports */
    public Feedback(UdpSocket socket, Ipv4Endpoint to, long nowNs, RandomGenerator random) {
        this.to = to;
        batch = new SendBatch(socket, MESSAGES, false);
        ssrc = random.nextInt();
        cname = "console-" + Integer.toHexString(random.nextInt());
        nacks = new NackWriter(ssrc, cname);
        timing = new ReportTiming(nowNs, random);
    }

    /** Asks for packets, in as many datagrams as it takes. */
    public void ask(long media, int[] sequences, int count) {
        for (int from = 0; from < count && media >= 0; ) {
            int next = nacks.write((int) media, sequences, from, count, packet.clear());
            if (next == from) {
                break;
            }
            send();
            asked++;
            from = next;
        }
        batch.flush();
    }

    /** Sends a report when one is due. */
    public void report(StreamReceiver receiver, long nowNs) {
        if (receiver.ssrc() >= 0 && timing.due(nowNs)) {
            last(receiver, nowNs);
        }
    }

    /** Sends a report now: nothing more comes, and what is missing is told all the same. */
    public void last(StreamReceiver receiver, long nowNs) {
        if (receiver.ssrc() >= 0 && receiver.writeReport(ssrc, cname, nowNs, packet.clear())) {
            send();
            batch.flush();
            reports++;
        }
    }

    private void send() {
        batch.begin(to, 0);
        batch.copied(packet.flip());
        batch.end();
    }

    /** Datagrams with reports alone. */
    public long reports() {
        return reports;
    }

    /** Datagrams with NACKs. */
    public long asked() {
        return asked;
    }

    @Override
    public void close() {
        batch.close();
    }
}
