package io.mediachassis.blade.locate;

import io.mediachassis.backplane.proto.BladeDatagram;
import io.mediachassis.backplane.proto.ForwardedQuestions;
import io.mediachassis.backplane.proto.Question;
import io.mediachassis.blade.director.SegmentLocationTable.Engine;
import io.mediachassis.blade.os.Ipv4Endpoint;
import java.util.Map;
import java.util.TreeMap;

/** Gathers the questions of one request that engines are to answer themselves, one datagram an engine. One thread. */
final class Forwarding implements Locator.Forwards {
    private static final String[] PROTOCOLS = {"", "rtsp", "http"};

    private final DatagramSeal seal;
    private final Map<Integer, ForwardedQuestions.Builder> bySlot = new TreeMap<>();

    /** Where the datagrams go. */
    interface Output {
        void send(int slot, byte[] sealed);
    }

    Forwarding(DatagramSeal seal) {
        this.seal = seal;
    }

    @Override
    public void forward(Engine engine, Ipv4Endpoint client, long nonce, int id, String programId, int protocol) {
        bySlot.computeIfAbsent(engine.slot(), slot -> ForwardedQuestions.newBuilder()
                        .setClientAddress(client.address())
                        .setClientPort(client.port())
                        .setNonce(nonce))
                .addQuestions(Question.newBuilder()
                        .setId(id)
                        .setProgramId(programId)
                        .setProtocol(PROTOCOLS[protocol]));
    }

    /** Sends what was gathered. Returns how many datagrams. */
    int flush(Output output) {
        if (bySlot.isEmpty()) {
            return 0;
        }
        int datagrams = bySlot.size();
        bySlot.forEach((slot, questions) ->
                output.send(slot, seal.seal(BladeDatagram.newBuilder().setForwardedQuestions(questions))));
        bySlot.clear();
        return datagrams;
    }
}
