package io.mediachassis.blade.rtsp;

import io.mediachassis.backplane.clock.SystemClock;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** An engine of the simplest kind, to have something real behind the RTSP server under test. */
final class FakeDesk implements MediaDesk, AutoCloseable {
    final Map<String, Whereabouts> places = new ConcurrentHashMap<>();
    final List<FakeStream> streams = new CopyOnWriteArrayList<>();
    final List<StreamRequest> requests = new CopyOnWriteArrayList<>();
    final ScheduledExecutorService sender = Executors.newSingleThreadScheduledExecutor();
    final SystemClock clock = new SystemClock();
    final TestMedia media;
    final String host;
    final DatagramSocket rtp;
    final DatagramSocket rtcp;
    volatile @Nullable MediaException refusal;
    /** What streams are sent to; null: the console alone. */
    volatile StreamHandle.@Nullable Group group;
    private final AtomicLong numbers = new AtomicLong();

    FakeDesk(TestMedia media, String host, String... programs) throws IOException {
        this.media = media;
        this.host = host;
        DatagramSocket first = null;
        DatagramSocket second = null;
        for (int port = 25004; second == null && port < 25404; port += 2) {
            try {
                first = new DatagramSocket(new InetSocketAddress(InetAddress.getByName(host), port));
                second = new DatagramSocket(new InetSocketAddress(InetAddress.getByName(host), port + 1));
            } catch (java.net.BindException taken) {
                if (first != null) {
                    first.close();
                }
            }
        }
        if (first == null || second == null) {
            throw new IOException("no free pair of ports");
        }
        rtp = first;
        rtcp = second;
        for (String program : programs) {
            places.put(program, new Whereabouts.Here(
                    new ProgramDescription(program, "Made for a test", media.durationMs(), media.bitRate())));
        }
    }

    @Override
    public CompletionStage<Whereabouts> whereIs(String programId, String localAddress) {
        return CompletableFuture.supplyAsync(
                () -> places.getOrDefault(programId, new Whereabouts.NotFound()), sender);
    }

    @Override
    public CompletionStage<StreamHandle> open(StreamRequest request) {
        MediaException why = refusal;
        if (why != null) {
            return CompletableFuture.failedFuture(why);
        }
        requests.add(request);
        Whereabouts place = places.get(request.programId());
        if (!(place instanceof Whereabouts.Here || place instanceof Whereabouts.Announced)) {
            return CompletableFuture.failedFuture(new MediaException(404, "no program " + request.programId()));
        }
        return CompletableFuture.supplyAsync(
                () -> {
                    FakeStream stream = new FakeStream(this, request, numbers.incrementAndGet());
                    streams.add(stream);
                    return stream;
                },
                sender);
    }

    @Override
    public void close() {
        sender.shutdownNow();
        rtp.close();
        rtcp.close();
    }
}
