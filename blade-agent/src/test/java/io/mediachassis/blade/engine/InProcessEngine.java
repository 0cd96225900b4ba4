package io.mediachassis.blade.engine;

import io.mediachassis.backplane.clock.SystemClock;
import io.mediachassis.backplane.counter.Counts;
import io.mediachassis.backplane.proto.Envelope;
import io.mediachassis.backplane.proto.LoadReport;
import io.mediachassis.backplane.proto.StreamIdentity;
import io.mediachassis.backplane.proto.StreamReply;
import io.mediachassis.backplane.proto.StreamTaken;
import io.mediachassis.blade.anchor.Anchors;
import io.mediachassis.blade.anchor.Senders;
import io.mediachassis.blade.os.DiskException;
import io.mediachassis.blade.os.DiskFaults;
import io.mediachassis.blade.os.Errno;
import io.mediachassis.blade.os.Ipv4Endpoint;
import io.mediachassis.blade.os.UdpSocket;
import io.mediachassis.blade.playout.ChunkPool;
import io.mediachassis.blade.playout.IoChannel;
import io.mediachassis.blade.playout.PlayoutSettings;
import io.mediachassis.blade.playout.PlayoutThread;
import io.mediachassis.blade.playout.TrickThread;
import io.mediachassis.blade.playout.UdpMediaSender;
import io.mediachassis.blade.relay.ConnectionRelay;
import io.mediachassis.blade.relay.RelayCounter;
import io.mediachassis.blade.storage.Program;
import io.mediachassis.blade.storage.ProgramListener;
import io.mediachassis.blade.storage.ProgramStore;
import io.mediachassis.blade.storage.StoreSettings;
import io.mediachassis.blade.ts.SegmenterSettings;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** One engine of an {@link InProcessStation}: everything that sends, without links and HTTP. */
final class InProcessEngine implements AutoCloseable {
    private static final SystemClock CLOCK = new SystemClock();
    private static final int CAPACITY_BPS = 1_000_000_000;

    final int slot;
    final ProgramStore store;
    final ArrivingSegments arriving = new ArrivingSegments();
    final EngineStreams streams;
    final Anchors anchors;
    final Counts<StreamCounter> counts = new Counts<>(StreamCounter.class);
    final Counts<RelayCounter> relayed = new Counts<>(RelayCounter.class);
    final PlayoutThread playout;
    /** Each read of its disk fails. */
    volatile boolean failing;
    private final int capacity;
    private final EventLoop control;
    private final StreamOrders orders;
    private final HandOvers handOvers;
    private final InProcessStation station;
    private final List<AutoCloseable> closing = new ArrayList<>();

    InProcessEngine(
            InProcessStation station, int slot, int capacity, PlayoutSettings pacing, Path folder, EventLoop control,
            int port) throws IOException {
        this.station = station;
        this.slot = slot;
        this.capacity = capacity;
        this.control = control;
        store = closing(ProgramStore.open(folder, CLOCK, settings()));
        Ipv4Endpoint own = new Ipv4Endpoint(0x7f005a00 + slot, port);
        ChunkPool pool = closing(new ChunkPool(64, ChunkPool.DEFAULT_CHUNK_BYTES));
        ChunkPool trickPool = closing(new ChunkPool(8, ChunkPool.DEFAULT_CHUNK_BYTES));
        UdpSocket rtp = closing(new UdpSocket(own, 1 << 22, 1 << 16));
        UdpSocket rtcp = closing(new UdpSocket(new Ipv4Endpoint(own.address(), 0), 1 << 20, 1 << 16));
        IoChannel disk = closing(new IoChannel("engine-" + slot, 1, 64, true, CLOCK, new Disk()));
        disk.start();
        playout = closing(new PlayoutThread("playout-" + slot, pacing, CLOCK, pool,
                new UdpMediaSender(rtp, rtcp, 32, true)));
        playout.start();
        TrickThread trick = closing(new TrickThread(CLOCK, trickPool, 8));
        trick.start();
        ExecutorService worker = Executors.newSingleThreadExecutor();
        closing.add(worker::shutdownNow);
        EngineLine line = line();
        streams = new EngineStreams(slot, new ProgramSegments(store, arriving), playout.proxy(), trick, disk, worker,
                CLOCK, capacity, CAPACITY_BPS, InProcessStation.ADDRESS);
        handOvers = new HandOvers(slot, control, CLOCK, station::next, line,
                (source, segment, from) -> new CompletableFuture<>(), counts);
        Swaps swaps = new Swaps(slot, control, CLOCK, streams, handOvers, station::overrun, line, counts);
        SwapDesk swapDesk = new SwapDesk(streams, handOvers, swaps, station::holds, counts);
        orders = new StreamOrders(streams, handOvers, swapDesk, control, rtp.local().port(), CLOCK);
        ConnectionRelay relay = closing(new ConnectionRelay(
                own.address(), 0x7f000001, pacing.unreadNs(), streams.room(), CLOCK, relayed));
        anchors = new Anchors(slot, InProcessStation.ADDRESS, new Senders(slot, orders, line), station::next,
                nothing(), relay, new Random(slot), control, CLOCK);
        handOvers.tell(anchors::onStreamEnded, directed -> {}, () -> {});
        handOvers.relays(stream -> anchors.relayed(stream.session(), stream.bitRate()));
        store.addListener(new ProgramListener() {
            @Override
            public void added(Program program) {
                streams.refresh(program.id());
            }

            @Override
            public void grew(String programId) {
                streams.refresh(programId);
            }

            @Override
            public void changed(Program program) {
                streams.refresh(program.id());
            }

            @Override
            public void removed(Program program) {
                streams.refresh(program.id());
            }
        });
        swaps.start();
    }

    private final class Disk implements DiskFaults {
        @Override
        public void onRead() throws DiskException {
            if (failing) {
                throw new DiskException("cannot read of engine " + slot, Errno.EIO);
            }
        }

        @Override
        public void onWrite() {}

        @Override
        public long free(long bytes) {
            return bytes;
        }
    }

    static StoreSettings settings() {
        return new StoreSettings(SegmenterSettings.ofTarget(Duration.ofSeconds(4)), 0,
                StoreSettings.defaults().cachedMarks());
    }

    private <T extends AutoCloseable> T closing(T part) {
        closing.add(part);
        return part;
    }

    LoadReport load() {
        return LoadReport.newBuilder()
                .setInService(true)
                .setStreams(streams.count())
                .setStreamsCapacity(capacity)
                .setEgressBps(streams.egressBps())
                .setEgressCapacityBps(CAPACITY_BPS)
                .setStreamsOpenedTotal(streams.opened())
                .build();
    }

    private EngineLine line() {
        return new EngineLine() {
            @Override
            public boolean send(int to, Envelope.Builder message) {
                station.engine(to).onMessage(message.build());
                return true;
            }

            @Override
            public CompletionStage<Envelope> request(int to, Envelope.Builder message) {
                return station.engine(to).onRequest(message.build());
            }
        };
    }

    private static SegmentBringer nothing() {
        return new SegmentBringer() {
            @Override
            public CompletionStage<Void> bring(long session, int segment, int fromSlot) {
                return CompletableFuture.failedFuture(new IOException("no copies here"));
            }

            @Override
            public CompletionStage<Void> bring(String programId, int segment, int fromSlot) {
                return CompletableFuture.failedFuture(new IOException("no copies here"));
            }

            @Override
            public CompletionStage<Void> bring(String programId, int segment, List<Integer> fromSlots) {
                return CompletableFuture.failedFuture(new IOException("no copies here"));
            }
        };
    }

    private void onMessage(Envelope message) {
        control.execute(() -> {
            switch (message.getBodyCase()) {
                case CONTROL_STREAM -> orders.control(message.getControlStream());
                case STREAM_TAKEN -> anchors.onStreamTaken(message.getStreamTaken());
                case STREAM_ENDED -> anchors.onStreamEnded(message.getStreamEnded());
                case TAKE_OVER -> {
                    long session = message.getTakeOver().getSession();
                    orders.takeOver(message.getTakeOver()).ifPresent(segment -> station.taken(StreamTaken.newBuilder()
                            .setSession(session)
                            .setEngineSlot(slot)
                            .build()));
                }
                default -> throw new AssertionError("nobody takes " + message.getBodyCase());
            }
        });
    }

    private CompletionStage<Envelope> onRequest(Envelope message) {
        CompletableFuture<Envelope> answer = new CompletableFuture<>();
        control.execute(() -> {
            CompletionStage<StreamReply> reply = message.hasStartStream()
                    ? orders.start(message.getStartStream(), null)
                    : orders.control(message.getControlStream());
            reply.thenAccept(done -> {
                if (done.getOk() && message.getStartStream().getRescue()) {
                    StreamIdentity stream = message.getStartStream().getStream();
                    station.taken(StreamTaken.newBuilder()
                            .setSession(stream.getSession())
                            .setEngineSlot(slot)
                            .setRescues(stream.getRescues())
                            .build());
                }
                answer.complete(Envelope.newBuilder().setStreamReply(done).build());
            });
        });
        return answer;
    }

    @Override
    public void close() throws IOException {
        for (int i = closing.size() - 1; i >= 0; i--) {
            try {
                closing.get(i).close();
            } catch (IOException e) {
                throw e;
            } catch (Exception e) {
                throw new IOException(e);
            }
        }
    }
}
