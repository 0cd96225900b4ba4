package io.mediachassis.blade.engine;

import io.mediachassis.backplane.clock.SystemClock;
import io.mediachassis.backplane.link.Transport;
import io.mediachassis.backplane.proto.NextSegmentQuery;
import io.mediachassis.backplane.proto.NextSegmentReply;
import io.mediachassis.backplane.proto.OverrunNotice;
import io.mediachassis.backplane.proto.OverrunReply;
import io.mediachassis.backplane.proto.StreamTaken;
import io.mediachassis.blade.director.Headroom;
import io.mediachassis.blade.director.NextSegments;
import io.mediachassis.blade.director.OverrunAnswers;
import io.mediachassis.blade.director.SegmentLocationTable;
import io.mediachassis.blade.os.Ipv4Endpoint;
import io.mediachassis.blade.os.UdpSocket;
import io.mediachassis.blade.playout.PlayoutSettings;
import io.mediachassis.blade.rtsp.MediaDesk;
import io.mediachassis.blade.rtsp.RtspServer;
import io.mediachassis.blade.rtsp.RtspSettings;
import io.mediachassis.blade.rtsp.StreamHandle;
import io.mediachassis.blade.rtsp.StreamRequest;
import io.mediachassis.blade.rtsp.Whereabouts;
import io.mediachassis.blade.storage.Program;
import io.mediachassis.blade.storage.ProgramStore;
import io.mediachassis.blade.storage.ProgramWriter;
import io.mediachassis.blade.storage.SegmentReceiver;
import io.mediachassis.blade.supervisor.Supervisor;
import io.mediachassis.blade.ts.TsPacket;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Several engines in one process, each with a playout, a store and a control loop of its own; the director's decisions
 * are the real ones. Consoles ask engine 1, which anchors their streams.
 */
final class InProcessStation implements AutoCloseable {
    static final String ADDRESS = "127.0.0.1";
    private static final SystemClock CLOCK = new SystemClock();

    private final List<InProcessEngine> engines = new ArrayList<>();
    private final Headroom headroom = new Headroom();
    private final EventLoopGroup loops;
    private final ProgramStore whole;
    final RtspServer server;
    private final ScheduledExecutorService copies = Executors.newSingleThreadScheduledExecutor();
    final InetSocketAddress address;
    final List<StreamTaken> taken = new ArrayList<>();
    volatile int firstSender = 1;

    /** @param capacities streams of each engine */
    InProcessStation(Path folder, byte[] program, int... capacities) throws Exception {
        this(folder, program, PlayoutSettings.defaults(16), RtspSettings.defaults(), capacities);
    }

    /** The same, with other limits. */
    InProcessStation(
            Path folder, byte[] program, PlayoutSettings pacing, RtspSettings limits, int... capacities)
            throws Exception {
        loops = Transport.best().loops(capacities.length + 1, "station-test");
        whole = ProgramStore.open(folder.resolve("whole"), CLOCK, InProcessEngine.settings());
        try (ProgramWriter writer = whole.create("clip", "Numbered")) {
            writer.write(ByteBuffer.wrap(program));
            writer.complete();
        }
        int port = freePort();
        for (int i = 0; i < capacities.length; i++) {
            EventLoop control = loops.next();
            engines.add(new InProcessEngine(
                    this, i + 1, capacities[i], pacing, folder.resolve("engine" + (i + 1)), control, port));
        }
        server = new RtspServer(loops, loops, limits, new MediaDesk() {
            @Override
            public CompletionStage<Whereabouts> whereIs(String programId, String localAddress) {
                return CompletableFuture.completedFuture(new Whereabouts.NotFound());
            }

            @Override
            public CompletionStage<StreamHandle> open(StreamRequest request) {
                return engine(1).anchors.open(request, firstSender, firstSender, Optional.empty());
            }
        }, Supervisor.none(), CLOCK);
        address = server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)).get();
    }

    private static int freePort() throws IOException {
        try (UdpSocket free = new UdpSocket(new Ipv4Endpoint(0x7f005a01, 0), 1 << 16, 1 << 16)) {
            return free.local().port();
        }
    }

    InProcessEngine engine(int slot) {
        return engines.get(slot - 1);
    }

    int segments() {
        return whole.program("clip").orElseThrow().segments().size();
    }

    /** Gives an engine a segment. */
    void give(int slot, int segment) throws IOException {
        Program program = whole.program("clip").orElseThrow();
        try (SegmentReceiver receiver = engine(slot).store.receive(program.manifest())) {
            receiver.sidecar(segment, Files.readAllBytes(program.segment(segment).sidecar()));
            receiver.append(segment, ByteBuffer.wrap(Files.readAllBytes(program.segment(segment).file())));
            receiver.finishSegment(segment);
        }
    }

    /**
     * Lets a segment arrive at an engine, so many seconds of program a second. Its last packet never comes: what a test
     * asks for is asked of a segment that still arrives, however late this machine is.
     */
    void arrive(int slot, int segment, double rate) throws IOException {
        Program program = whole.program("clip").orElseThrow();
        byte[] media = Files.readAllBytes(program.segment(segment).file());
        InProcessEngine engine = engine(slot);
        SegmentReceiver receiver = engine.store.receive(program.manifest());
        receiver.sidecar(segment, Files.readAllBytes(program.segment(segment).sidecar()));
        double seconds = program.manifest().segments().get(segment).durationTicks() / 27e6;
        int step = (int) (media.length / seconds * rate / 20);
        // What is readable grows by whole mebibytes.
        int first = Math.min(media.length, 2 << 20);
        engine.arriving.begin(program.manifest(), segment);
        receiver.append(segment, ByteBuffer.wrap(media, 0, first));
        engine.arriving.progress(program.manifest(), segment, receiver.growing(segment).orElseThrow());
        int[] at = {first};
        copies.scheduleAtFixedRate(() -> {
            int next = Math.min(step, media.length - TsPacket.SIZE - at[0]);
            if (next > 0) {
                try {
                    receiver.append(segment, ByteBuffer.wrap(media, at[0], next));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
                at[0] += next;
            }
        }, 50, 50, TimeUnit.MILLISECONDS);
    }

    private SegmentLocationTable table() {
        SegmentLocationTable table = SegmentLocationTable.EMPTY;
        for (InProcessEngine engine : engines) {
            table = table.withHoldings(engine.slot, new Holdings(
                            engine.store, engine.arriving, new LastUse(CLOCK), new FilledSegments(0)).push(1))
                    .withLoad(engine.slot, engine.load())
                    .withReachable(engine.slot, true);
            headroom.onReport(engine.slot, engine.load(), CLOCK.nanoTime());
        }
        return table;
    }

    CompletionStage<NextSegmentReply> next(NextSegmentQuery query) {
        return CompletableFuture.completedFuture(NextSegments.answer(query, table(), headroom, CLOCK.nanoTime()));
    }

    CompletionStage<OverrunReply> overrun(OverrunNotice notice) {
        return CompletableFuture.completedFuture(OverrunAnswers.answer(notice, table(), headroom, CLOCK.nanoTime()));
    }

    boolean holds(int slot, String programId, int segment) {
        return engine(slot).store.holding(programId).map(program -> program.holds(segment)).orElse(false);
    }

    void taken(StreamTaken by) {
        synchronized (taken) {
            taken.add(by);
        }
        engine(1).anchors.onStreamTaken(by);
    }

    /** Who took streams over, in order. */
    List<Integer> takers(long session) {
        synchronized (taken) {
            return taken.stream().filter(t -> t.getSession() == session).map(StreamTaken::getEngineSlot).toList();
        }
    }

    /** The engine that sends now, and the stream. */
    Optional<InProcessEngine> sender(long session) {
        return engines.stream().filter(e -> e.streams.stream(session).isPresent()).findFirst();
    }

    long counted(StreamCounter counter) {
        return engines.stream().mapToLong(engine -> engine.counts.get(counter)).sum();
    }

    @Override
    public void close() throws IOException {
        copies.shutdownNow();
        server.close();
        for (InProcessEngine engine : engines) {
            engine.close();
        }
        whole.close();
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }
}
