package io.mediachassis.controller.headend.metadata.reach;

import io.mediachassis.controller.headend.metadata.reach.Reachability.Finding;
import java.io.IOException;
import java.util.OptionalLong;

/** One question by RTSP: whether it speaks that. What it streams is for players to see. */
final class RtspAsked implements Reachability.Asked {
    private final BoundedConnection connection;

    RtspAsked(BoundedConnection connection) {
        this.connection = connection;
    }

    @Override
    public Finding answers() throws IOException {
        connection.send("OPTIONS * RTSP/1.0\r\nCSeq: 1\r\nUser-Agent: mediachassis\r\n\r\n");
        String line = connection.line();
        return line.startsWith("RTSP/1.0 ") ? Finding.good(OptionalLong.empty()) : Finding.fault("it does not speak RTSP");
    }

    @Override
    public Finding has(String path) throws IOException {
        return answers();
    }

    @Override
    public Finding proves(String path, String content) {
        return Finding.fault("a streaming server shows no proof; ask the operator to approve it");
    }
}
