package io.mediachassis.blade.agent;

import com.google.protobuf.InvalidProtocolBufferException;
import io.mediachassis.backplane.proto.Envelope;
import io.mediachassis.backplane.proto.Promote;
import io.mediachassis.backplane.proto.PromoteReply;
import io.mediachassis.backplane.term.Term;
import io.mediachassis.blade.director.StationPorts;
import io.mediachassis.blade.role.DirectorRole;
import io.mediachassis.blade.rtsp.RtspServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Goes through a promotion once while nobody waits for it: order, term, bind, answer, all on objects of its own and at
 * free ports of the blade's own address, so that nothing outside can tell. The classes that a fail-over needs are loaded
 * then, and partly compiled; a first promotion without this takes some 100 ms longer. On a thread of its own, and gives
 * up silently where anything is in its way.
 */
final class PromotionRehearsal implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(PromotionRehearsal.class);
    private static final int ASKED = 40;
    private static final int PATIENCE_MS = 2000;

    private final String address;
    private final StationPorts station;
    private final RtspServer rtsp;
    private final Supplier<List<String>> programs;

    /**
     * A rehearsal.
     *
     * @param address the blade's own
     * @param station a spare one, with what the true one binds at ports of this address instead
     * @param rtsp a spare server over a desk that thinks that it acts; closed at the end
     * @param programs ids that may be asked for
     */
    PromotionRehearsal(String address, StationPorts station, RtspServer rtsp, Supplier<List<String>> programs) {
        this.address = address;
        this.station = station;
        this.rtsp = rtsp;
        this.programs = programs;
    }

    @Override
    public void run() {
        try (rtsp) {
            int answered = obey();
            station.take();
            InetSocketAddress at = rtsp.bind(new InetSocketAddress(address, 0)).get(PATIENCE_MS, TimeUnit.MILLISECONDS);
            List<String> known = programs.get();
            for (int i = 0; i < ASKED; i++) {
                describe(at, known.isEmpty() ? "rehearsal" : known.get(i % known.size()));
            }
            LOG.debug("A promotion was rehearsed, with {} programs ({} bytes of replies)", known.size(), answered);
        } catch (IOException | ExecutionException | TimeoutException e) {
            LOG.debug("The rehearsal of a promotion ended early", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            station.release("the rehearsal is over");
        }
    }

    /** The order and what the role makes of it; gives the bytes of the answers. */
    private static int obey() throws InvalidProtocolBufferException {
        DirectorRole role = new DirectorRole(1, Term.NONE);
        int bytes = 0;
        for (int number = 1; number <= ASKED; number++) {
            Envelope order = Envelope.parseFrom(Envelope.newBuilder()
                    .setRequestId(1)
                    .setPromote(Promote.newBuilder()
                            .setTerm(new Term(1, number).toProto())
                            .setEchoNs(1)
                            .setPresentSlots(1))
                    .build()
                    .toByteArray());
            Term term = Term.of(order.getPromote().getTerm());
            role.onAnnouncement(term, 0, 1);
            role.onPromote(term, false, order.getPromote().getEchoNs(), Set.of(1), 1);
            role.onTermPersisted(term, 1);
            role.onRenewLease(term, 1, Set.of(1), 1);
            role.onTick(1);
            bytes += Envelope.newBuilder()
                    .setPromoteReply(PromoteReply.newBuilder().setAccepted(true).setHighestTerm(term.toProto()))
                    .build()
                    .toByteArray()
                    .length;
            role.onDemote(term, 1);
        }
        return bytes;
    }

    private static void describe(InetSocketAddress at, String program) throws IOException {
        try (Socket console = new Socket()) {
            console.setSoTimeout(PATIENCE_MS);
            console.connect(at, PATIENCE_MS);
            String request = "DESCRIBE rtsp://" + at.getAddress().getHostAddress() + ":" + at.getPort() + "/" + program
                    + " RTSP/1.0\r\nCSeq: 1\r\nAccept: application/sdp\r\n\r\n";
            console.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            console.getInputStream().readNBytes(12);
        }
    }
}
