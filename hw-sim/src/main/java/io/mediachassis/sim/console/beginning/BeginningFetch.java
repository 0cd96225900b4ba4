package io.mediachassis.sim.console.beginning;

import io.mediachassis.blade.ts.TsPacket;
import io.mediachassis.sim.console.output.PcrPace;
import io.mediachassis.sim.console.output.Stretch;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/**
 * Fetches a program by HTTP up to where a stream of it began to be received, so that it plays from its beginning at once
 * (rapid acquisition, as RFC 6285 has it for a stream's last seconds; here by a connection, which loses nothing):
 *
 * <pre>
 * stream's first packets --> request --> program's packets ... --the stream's first packets--> joined
 *                                          '--end, error, stop--> not joined
 * </pre>
 *
 * <p>A thread's work; {@link #stop} is for any thread.
 */
public final class BeginningFetch implements Runnable {
    /** Of the stream: half a second of a small one, and no two places of a program have so many in common. */
    private static final int JOINT_PACKETS = 14;
    private static final int CHUNK_PACKETS = 348;
    private static final long NS_PER_MS = 1_000_000;
    private static final Duration ANSWER = Duration.ofSeconds(10);

    private final URI program;
    private final Stretch stream;
    private final Stretch before;
    private final Duration patience;
    /** Positions in the program, from 0 on. */
    private final PcrPace clock = new PcrPace();
    private volatile boolean stopped;
    private volatile String error = "";

    /**
     * @param program by http, a transport stream
     * @param stream gets the stream; nothing is taken from it
     * @param before gets what comes before it, and is ended then
     * @param patience the stream's first packets are waited for so long
     */
    public BeginningFetch(URI program, Stretch stream, Stretch before, Duration patience) {
        this.program = program;
        this.stream = stream;
        this.before = before;
        this.patience = patience;
    }

    @Override
    public void run() {
        try {
            byte[] first = new byte[JOINT_PACKETS * TsPacket.SIZE];
            if (!stream.peek(first, patience.toNanos())) {
                throw new IOException("nothing comes of the stream itself");
            }
            fetch(new Joint(first));
        } catch (IOException e) {
            error = stopped ? "" : "the beginning could not be fetched: " + e.getMessage();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            before.end();
        }
    }

    private void fetch(Joint joint) throws IOException, InterruptedException {
        HttpClient client = HttpClient.newBuilder().connectTimeout(ANSWER).followRedirects(HttpClient.Redirect.NORMAL)
                .build();
        HttpResponse<InputStream> answer = client.send(
                HttpRequest.newBuilder(program).timeout(ANSWER).build(), HttpResponse.BodyHandlers.ofInputStream());
        try (InputStream media = answer.body()) {
            if (answer.statusCode() != 200) {
                throw new IOException(program + " was answered " + answer.statusCode());
            }
            byte[] chunk = new byte[CHUNK_PACKETS * TsPacket.SIZE];
            for (int length = whole(media, chunk); length > 0 && !stopped; length = whole(media, chunk)) {
                for (int at = 0; at < length; at += TsPacket.SIZE) {
                    if (joint.packet(chunk, at, this::keep)) {
                        return;
                    }
                }
            }
        }
        throw new IOException(program + " has nothing of what the stream sends");
    }

    private void keep(byte[] memory, int offset) throws IOException {
        long positionMs = clock.due(memory, offset, TsPacket.SIZE, 0) / NS_PER_MS;
        if (!before.put(memory, offset, TsPacket.SIZE, positionMs)) {
            throw new IOException("the buffer has no room for more; make --buffer longer");
        }
    }

    /** As many whole packets as there are up to a chunk's length; 0 at the end. */
    private static int whole(InputStream media, byte[] chunk) throws IOException {
        int length = media.readNBytes(chunk, 0, chunk.length);
        return length - length % TsPacket.SIZE;
    }

    /** Ends it before it is joined, without an error. */
    public void stop() {
        stopped = true;
        before.end();
    }

    /** Why the beginning is not whole; empty when it is, or nothing is known yet. */
    public String error() {
        return error;
    }
}
