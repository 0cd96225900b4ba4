package io.mediachassis.blade.engine;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.backplane.proto.FarTransfer;
import io.mediachassis.backplane.proto.FetchProgram;
import io.mediachassis.backplane.proto.SegmentCopied;
import io.mediachassis.blade.storage.DiskFull;
import io.mediachassis.blade.storage.Manifest;
import io.mediachassis.blade.storage.ProgramStore;
import io.mediachassis.blade.storage.SegmentReceiver;
import io.mediachassis.blade.storage.StoreException;
import io.mediachassis.blade.storage.WrongContent;
import java.io.IOException;
import java.net.URI;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies segments from engines of other stations by the director's order (seed 002 claims 12 and 14), with the token that the
 * head-end gave: playable while they arrive, resumed where a source breaks off, from the next one where one fails. The
 * director hears of each segment's end, and what each way gave. Any thread may ask.
 */
public final class FarFetches {
    private static final Logger LOG = LoggerFactory.getLogger(FarFetches.class);
    /** A copy that breaks off again and again and brings something each time is gone on with so often. */
    private static final int ROUNDS = 20;

    private final ProgramStore store;
    private final ArrivingSegments arriving;
    private final SegmentCopier copier;
    private final IngestJobs jobs;
    private final FilledSegments filled;
    private final Executor worker;
    private final Clock clock;
    private final Around around;
    private final Set<Running> running = ConcurrentHashMap.newKeySet();

    private record Running(String programId, int segment) {}

    /** What else an engine does about it. Any thread. */
    public interface Around {
        /** Makes room; returns when that much can be stored. */
        void require(long bytes) throws IOException, InterruptedException;

        /** Something of a program can be played that could not. */
        void refreshed(String programId);

        /** A segment does not come: streams that are in it go on elsewhere, or end. */
        void lost(String programId, int segment);

        /** The director is to hear of a segment's end, whole or not. */
        void over(SegmentCopied done);
    }

    /**
     * Wires it.
     *
     * @param copier as for copies within the station
     * @param token that engines of other stations ask for
     * @param filled what groups brought, and what an order to copy says is to stay
     * @param worker runs the copies, one a thread; refuses when too many are under way
     */
    public FarFetches(
            ProgramStore store, ArrivingSegments arriving, SegmentCopier copier, EngineToken token, IngestJobs jobs,
            FilledSegments filled, Executor worker, Clock clock, Around around) {
        this.store = store;
        this.arriving = arriving;
        this.copier = copier.showing(token::forOthers);
        this.jobs = jobs;
        this.filled = filled;
        this.worker = worker;
        this.clock = clock;
        this.around = around;
    }

    /**
     * Starts it; joins a copy that is under way.
     *
     * @param order with sources in other stations, and the segments named
     * @return empty when it was started, else why not
     */
    public String fetch(FetchProgram order) {
        List<URI> sources;
        try {
            sources = order.getFarSourceUrlsList().stream().map(URI::create).toList();
        } catch (IllegalArgumentException e) {
            return "no address: " + e.getMessage();
        }
        filled.keep(order.getProgramId(), order.getSegmentsList());
        try {
            worker.execute(() -> order.getSegmentsList().forEach(n -> run(order, n, sources)));
            return "";
        } catch (RejectedExecutionException e) {
            return "too many copies are under way on this blade";
        }
    }

    private void run(FetchProgram order, int n, List<URI> sources) {
        Running one = new Running(order.getProgramId(), n);
        // Whoever directs then hears of the end of the copy that is under way, by whose order ever it was begun.
        if (running.add(one)) {
            try {
                carryOut(order, n, sources);
            } finally {
                running.remove(one);
            }
        }
    }

    private void carryOut(FetchProgram order, int n, List<URI> sources) {
        SegmentCopied.Builder told = SegmentCopied.newBuilder().setProgramId(order.getProgramId()).setSegment(n);
        if (join(told)) {
            return;
        }
        try {
            told.setWhole(copy(order, n, sources, told));
            if (!told.getWhole() && join(told)) {
                return;
            }
            jobs.done(order.getProgramId());
        } catch (IOException | RuntimeException e) {
            LOG.info("Segment {} of {} did not come from {}: {}", n, order.getProgramId(), sources, e.getMessage());
            jobs.failed(order.getProgramId(), "copy of segment " + n + " from another station: " + e.getMessage());
            told.setText(String.valueOf(e.getMessage()));
            told.setFaultHere(told.getFaultHere() || isFaultHere(e));
            around.lost(order.getProgramId(), n);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            told.setText("this agent ends");
        }
        around.over(told.build());
    }

    /** Where it is on its way otherwise, such as within the station: the end of that is this order's end too. */
    private boolean join(SegmentCopied.Builder told) {
        Optional<CompletionStage<Boolean>> underWay = arriving.over(told.getProgramId(), told.getSegment());
        underWay.ifPresent(over -> over.thenAccept(held -> {
            if (!held) {
                told.setText("the copy that was under way broke off");
            }
            around.over(told.setWhole(held).build());
        }));
        return underWay.isPresent();
    }

    /** Of this engine, and not of a source. */
    private static boolean isFaultHere(Exception e) {
        return e instanceof DiskFull || e instanceof RuntimeException
                || (e instanceof StoreException && !(e instanceof WrongContent));
    }

    private boolean copy(FetchProgram order, int n, List<URI> sources, SegmentCopied.Builder told)
            throws IOException, InterruptedException {
        String id = order.getProgramId();
        if (store.holding(id).map(program -> program.holds(n)).orElse(false)) {
            return true;
        }
        Manifest manifest = manifest(order, sources, told);
        if (n >= manifest.segments().size()) {
            throw new IOException("the program has " + manifest.segments().size() + " segments");
        }
        long total = manifest.segments().get(n).bytes();
        around.require(total);
        try (SegmentReceiver receiver = store.receive(manifest)) {
            LongConsumer progress = new Progress(manifest, n, new CopyPace(order.getRateBps()));
            Map<URI, LeastRate> least = new HashMap<>();
            for (int round = 1; !receiver.has(n); round++) {
                long before = receiver.bytesHave(n);
                try {
                    copier.copy(receiver, n, sources, progress, new Told(order, n, sources, told),
                            source -> least.computeIfAbsent(
                                    source, first -> LeastRate.of(manifest.bitRate(), order.getPlanned())));
                    break;
                } catch (IOException e) {
                    told.setFaultHere(receiver.ended());
                    if (receiver.ended() || e instanceof SegmentCopier.TooSlow || receiver.bytesHave(n) <= before || round == ROUNDS) {
                        throw e;
                    }
                    LOG.debug("Segment {} of {} is gone on with from byte {}", n, id, receiver.bytesHave(n), e);
                }
            }
            around.refreshed(id);
            return receiver.has(n);
        }
    }

    /** Keeps what the director is to hear of the ways. */
    private final class Told implements SegmentCopier.Transfers {
        private final FetchProgram order;
        private final int segment;
        private final List<URI> sources;
        private final SegmentCopied.Builder told;

        Told(FetchProgram order, int segment, List<URI> sources, SegmentCopied.Builder told) {
            this.order = order;
            this.segment = segment;
            this.sources = sources;
            this.told = told;
        }

        @Override
        public void over(URI source, long bytes, long ns, long roundTripNs, boolean broken) {
            told.addTransfers(transfer(order, sources.indexOf(source), bytes, ns, roundTripNs, broken));
        }

        @Override
        public void damaged() {
            around.lost(order.getProgramId(), segment);
        }
    }

    private static FarTransfer transfer(
            FetchProgram order, int source, long bytes, long ns, long roundTripNs, boolean broken) {
        return FarTransfer.newBuilder()
                .setStation(source >= 0 && source < order.getFarStationsCount() ? order.getFarStations(source) : "")
                .setBytes(Math.max(0, bytes))
                .setDurationNs(Math.max(0, ns))
                .setRoundTripNs(Math.max(0, roundTripNs))
                .setBroken(broken)
                .build();
    }

    /** Of the program that is meant: what is held or arrives of it must be the same one. */
    private Manifest manifest(FetchProgram order, List<URI> sources, SegmentCopied.Builder told)
            throws IOException, InterruptedException {
        Optional<Manifest> known = store.holding(order.getProgramId()).map(program -> program.manifest())
                .or(() -> arriving.manifest(order.getProgramId()));
        if (known.isPresent()) {
            if (!meant(order, known.get())) {
                throw new StoreException("another program is here under that name");
            }
            return known.get();
        }
        IOException last = new IOException("no source is named");
        for (URI source : sources) {
            try {
                Manifest offered = copier.manifest(order.getProgramId(), source);
                if (meant(order, offered)) {
                    return offered;
                }
                last = new IOException(source + " has another program under that name");
            } catch (IOException e) {
                last = e;
            }
            told.addTransfers(transfer(order, sources.indexOf(source), 0, 0, 0, true));
        }
        throw last;
    }

    private static boolean meant(FetchProgram order, Manifest manifest) {
        return order.getManifestHash().isEmpty()
                || Arrays.equals(manifest.hash(), order.getManifestHash().toByteArray());
    }

    /** Shows how far the segment is, lets streams have its first part, and keeps the order's rate. */
    private final class Progress implements LongConsumer {
        private final Manifest manifest;
        private final int segment;
        private final CopyPace pace;
        private long before;
        private boolean playable;

        Progress(Manifest manifest, int segment, CopyPace pace) {
            this.manifest = manifest;
            this.segment = segment;
            this.pace = pace;
        }

        @Override
        public void accept(long here) {
            jobs.progress(manifest.id(), manifest.title(), "fetching", here, manifest.segments().get(segment).bytes());
            if (!playable && arriving.segment(manifest.id(), segment).isPresent()) {
                playable = true;
                around.refreshed(manifest.id());
            }
            long until = clock.nanoTime() + pace.onBytes(Math.max(0, here - before), clock.nanoTime());
            before = here;
            for (long left = until - clock.nanoTime(); left > 0 && !Thread.currentThread().isInterrupted();
                    left = until - clock.nanoTime()) {
                LockSupport.parkNanos(left);
            }
        }
    }
}
