package io.mediachassis.blade.distribution;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.backplane.counter.Counts;
import io.mediachassis.backplane.proto.DistributionRecord;
import io.mediachassis.backplane.proto.DistributionStatus;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One distribution: what its input's thread receives becomes pieces on the disk, and what is there goes onward. The input's
 * thread and the one that ticks it share its lock, under which pieces are written; {@link #status} takes none.
 *
 * <pre>
 *             first packet            over, given up, store full            all plays over
 *   WAITING ---------------> RECEIVING -------------------------> ENDED ------------------> OVER
 *                            (STALLED while it is silent)
 * </pre>
 */
final class Distribution implements InputSink {
    private static final Logger LOG = LoggerFactory.getLogger(Distribution.class);
    private static final long NS_PER_MS = 1_000_000;
    /** What is kept of a window beyond what is needed. */
    private static final long MARGIN_TICKS = 3 * InputClock.SECOND;
    private static final int HELD_MS = 50;

    private final PieceStore store;
    private final PieceShelf pieces;
    private final Setting setting;
    private final long seed;
    private final List<OnwardSender> senders = new CopyOnWriteArrayList<>();
    private volatile Order order;
    private @Nullable Intake intake;
    private long beganEpochMs;
    private long epochNs;
    private volatile boolean published;
    private boolean publishing;
    private volatile boolean unpublished;
    private volatile boolean ended;
    private volatile boolean failed;
    private volatile boolean closed;
    private volatile String trouble = "";
    private volatile DistributionStatus status;
    private volatile @Nullable Input input;

    /**
     * What it has of its blade.
     *
     * @param storeLimit bytes that its pieces may take
     * @param registry the other distributions, and what becomes of this one
     */
    record Setting(
            Clock clock, DistributionRules rules, Sending sending, long storeLimit, Registry registry,
            Counts<DistributionCounter> counts) {}

    /** Whom a distribution asks and tells. */
    interface Registry {
        /** All others. */
        List<DistributionRules.Existing> others(Distribution than);

        /** Its input is over: these files, in order, are to become a program; {@link Distribution#published} follows. */
        void publish(Distribution of, String title, List<Path> files);
    }

    /** @param recovered its pieces, where it goes on after a restart */
    Distribution(
            Order order, DistributionRecord record, List<PieceShelf.Stored> recovered, PieceStore store, PieceShelf pieces,
            Setting setting) {
        this.order = order;
        this.store = store;
        this.pieces = pieces;
        this.setting = setting;
        this.seed = record.getSeed();
        this.published = record.getPublished();
        recovered.forEach(pieces::add);
        long nowNs = setting.clock().nanoTime();
        if (record.getBeganEpochMs() != 0 && !recovered.isEmpty()) {
            beganEpochMs = record.getBeganEpochMs();
            // Not before what is stored, however the date was changed meanwhile.
            long sinceNs = (setting.clock().now().toEpochMilli() - beganEpochMs) * NS_PER_MS;
            boolean changed = order.input().live() && sinceNs < pieces.endTicks() / 27 * 1000;
            epochNs = nowNs - (changed ? pieces.endTicks() / 27 * 1000 : Math.max(0, sinceNs));
            intake = intake(nowNs);
        }
        ended = record.getEnded();
        if (ended) {
            pieces.ended();
        }
        order.onward().forEach(this::addSender);
        status = statusNow();
    }

    private Intake intake(long nowNs) {
        return new Intake(
                order.input().live(), order.stall(), pieces.endTicks(), ticks(nowNs), this::store, setting.counts());
    }

    private void addSender(Onward onward) {
        senders.add(new OnwardSender(
                onward, setting.rules().limits().leastOffsetMs(), seed, pieces, setting.sending(),
                setting.clock().nanoTime()));
    }

    private long ticks(long nowNs) {
        return Math.max(0, nowNs - epochNs) / 1000 * 27;
    }

    // ---- the input's thread -------------------------------------------------------------------------------------

    @Override
    public synchronized void packets(ByteBuffer packets) throws IOException {
        awaitRoom();
        if (!wanted()) {
            throw new IOException("the input of " + order.id() + " is over");
        }
        long nowNs = setting.clock().nanoTime();
        Intake to = intake;
        try {
            if (to == null) {
                epochNs = nowNs;
                beganEpochMs = setting.clock().now().toEpochMilli();
                to = intake(nowNs);
                intake = to;
                save();
            }
            to.accept(packets, ticks(nowNs));
        } catch (IOException e) {
            fail("what comes can't be stored: " + e.getMessage());
            throw e;
        }
    }

    /** An input that could come faster than it is sent waits for the store; what is held up is not silent. */
    private void awaitRoom() throws IOException {
        boolean counted = false;
        while (!order.input().live() && !order.keepsAll() && pieces.bytes() >= setting.storeLimit() && wanted()) {
            if (!counted) {
                counted = true;
                setting.counts().add(DistributionCounter.STORE_FULL);
            }
            if (intake != null) {
                intake.held(ticks(setting.clock().nanoTime()));
            }
            try {
                wait(HELD_MS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", e);
            }
        }
    }

    /** The next piece, with the lock. */
    private void store(ByteBuffer packets, long startTicks, long endTicks, boolean filler) throws IOException {
        int number = pieces.end();
        Piece before = number == 0 ? null : pieces.piece(number - 1);
        Piece piece = new Piece(number, startTicks, endTicks, packets.remaining(),
                before == null ? 0 : before.packetsBefore() + before.packets(), filler);
        pieces.add(store.write(piece, packets));
        setting.counts().add(DistributionCounter.PIECES);
        if (pieces.bytes() > setting.storeLimit() && order.keepsAll()) {
            setting.counts().add(DistributionCounter.STORE_FULL);
            trouble = "the store is at its limit of " + (setting.storeLimit() >> 20) + " MB, so the input was ended";
            finish();
        }
        while (pieces.bytes() > setting.storeLimit() && order.input().live() && !order.keepsAll()
                && pieces.end() - pieces.first() > 1) {
            trouble = "the store's limit of " + (setting.storeLimit() >> 20) + " MB is less than its largest offset needs";
            drop(pieces.dropFirst());
        }
    }

    private void drop(PieceShelf.Stored piece) {
        store.delete(piece);
        setting.counts().add(DistributionCounter.PIECES_DROPPED);
    }

    @Override
    public synchronized void connected() {
        if (intake != null) {
            intake.reconnected();
        }
    }

    @Override
    public void onward(List<Onward> streams) throws DistributionRefused {
        if (streams.isEmpty()) {
            return;
        }
        // Without the lock: the others have theirs.
        List<DistributionRules.Existing> others = setting.registry().others(this);
        synchronized (this) {
            Order wider = setting.rules().withOnward(order, streams, others);
            List<Onward> known = order.onward();
            order = wider;
            wider.onward().stream().filter(onward -> !known.contains(onward)).forEach(this::addSender);
            try {
                save();
            } catch (IOException e) {
                LOG.warn("Onward streams of {} can't be written to disk, so a restart forgets them: {}", order.id(),
                        e.getMessage());
            }
        }
    }

    @Override
    public void trouble(String text) {
        trouble = text;
    }

    @Override
    public synchronized void over() {
        try {
            if (!ended && intake != null) {
                intake.finish();
            }
            finish();
        } catch (IOException e) {
            fail("what comes can't be stored: " + e.getMessage());
        }
    }

    private void finish() throws IOException {
        if (!ended) {
            ended = true;
            pieces.ended();
            save();
            LOG.info("The input of distribution {} is over after {} s", order.id(), pieces.endTicks() / InputClock.SECOND);
        }
    }

    @Override
    public synchronized void failed(String text) {
        if (!ended && !closed) {
            fail(text);
        }
    }

    /** What was received is kept and sent. */
    private void fail(String text) {
        LOG.info("Distribution {}: {}", order.id(), text);
        trouble = text;
        failed = pieces.isEmpty();
        ended = true;
        pieces.ended();
        try {
            save();
        } catch (IOException e) {
            LOG.debug("Nor can its order", e);
        }
    }

    @Override
    public boolean wanted() {
        return !closed && !ended;
    }

    // ---- its ticks ----------------------------------------------------------------------------------------------

    /** Some times a second. */
    void tick() {
        long nowNs = setting.clock().nanoTime();
        Input receiving = input;
        if (receiving != null) {
            receiving.tick(nowNs);
        }
        synchronized (this) {
            if (closed) {
                return;
            }
            Intake from = intake;
            if (from != null && !ended) {
                receive(from, nowNs);
            }
            send(nowNs);
            status = statusNow();
        }
    }

    private void receive(Intake from, long nowNs) {
        try {
            if (!from.tick(ticks(nowNs))) {
                trouble = "the input was silent for " + order.stall().giveUpMs() + " ms";
                from.finish();
                finish();
            }
        } catch (IOException e) {
            fail("what comes can't be stored: " + e.getMessage());
        }
    }

    private void send(long nowNs) {
        long bitRate = intake == null ? 0 : intake.bitRate();
        long needed = order.keepsAll() ? 0 : Long.MAX_VALUE;
        for (OnwardSender sender : senders) {
            sender.step(ended, nowNs, epochNs, bitRate);
            needed = Math.min(needed, sender.neededFrom(nowNs, epochNs));
        }
        if (needed != Long.MAX_VALUE && needed > MARGIN_TICKS) {
            pieces.dropBefore(needed - MARGIN_TICKS).forEach(this::drop);
        }
        if (ended && !published && !publishing && title() && !pieces.isEmpty()) {
            publishing = true;
            setting.registry().publish(this, order.title(), files());
        }
    }

    private boolean title() {
        return !order.title().isEmpty();
    }

    /** Without the null packets that were put in. */
    private List<Path> files() {
        List<Path> files = new ArrayList<>();
        for (int n = pieces.first(); n < pieces.end(); n++) {
            if (!pieces.piece(n).filler()) {
                files.add(pieces.segment(n).file());
            }
        }
        return files;
    }

    /** @param problem empty: it is a program now */
    synchronized void published(String problem) {
        published = problem.isEmpty();
        if (!published) {
            trouble = "no program was made of it: " + problem;
            unpublished = true;
            return;
        }
        setting.counts().add(DistributionCounter.PUBLISHED);
        try {
            save();
        } catch (IOException e) {
            LOG.debug("It is said again after a restart", e);
        }
    }

    // ---- for the registry ----------------------------------------------------------------------------------------

    /** On the disk when this returns. */
    synchronized void save() throws IOException {
        store.save(DistributionRecord.newBuilder()
                .setOrder(order.toProto())
                .setBeganEpochMs(beganEpochMs)
                .setEnded(ended)
                .setSeed(seed)
                .setPublished(published)
                .build());
    }

    void receiveBy(Input by) {
        input = by;
    }

    @Nullable Input input() {
        return input;
    }

    String id() {
        return order.id();
    }

    Order order() {
        return order;
    }

    boolean ended() {
        return ended;
    }

    /** Whether nothing more is to be done. */
    boolean done() {
        return ended && senders.stream().allMatch(OnwardSender::over) && (!title() || published || unpublished || failed);
    }

    /** Bytes of the input that are stored, from its first on; 0 where its beginning is gone. */
    long storedFromStart() {
        long bytes = 0;
        for (int n = 0; pieces.first() == 0 && n < pieces.end(); n++) {
            bytes += pieces.piece(n).filler() ? 0 : pieces.piece(n).bytes();
        }
        return bytes;
    }

    /** As it was at the last tick. Any thread. */
    DistributionStatus status() {
        return status;
    }

    private DistributionStatus statusNow() {
        Intake from = intake;
        DistributionStatus.State state = failed ? DistributionStatus.State.FAILED
                : done() ? DistributionStatus.State.OVER
                : ended ? DistributionStatus.State.ENDED
                : from == null ? DistributionStatus.State.WAITING
                : from.stalled() ? DistributionStatus.State.STALLED : DistributionStatus.State.RECEIVING;
        return DistributionStatus.newBuilder()
                .setId(order.id())
                .setInput(order.inputText())
                .setState(state)
                .setTrouble(trouble)
                .setBeganEpochMs(beganEpochMs)
                .setDurationMs(pieces.endTicks() / (InputClock.SECOND / 1000))
                .setReceivedBytes(from == null ? 0 : from.received())
                .setStoredBytes(pieces.bytes())
                .setBitRate(from == null ? 0 : from.bitRate())
                .setStalls(from == null ? 0 : from.stalls())
                .setJumps(from == null ? 0 : from.jumps())
                .addAllOnward(senders.stream().map(OnwardSender::status).toList())
                .setTitle(order.title())
                .setOnStall(order.stall().policy())
                .build();
    }

    /** Stops; its files stay. */
    void close() {
        closed = true;
        Input receiving = input;
        if (receiving != null) {
            receiving.close();
        }
        synchronized (this) {
            notifyAll();
            senders.forEach(OnwardSender::close);
            try {
                // What came last is worth a piece, as the agent may only be restarted.
                if (!ended && intake != null) {
                    intake.finish();
                }
            } catch (IOException e) {
                LOG.debug("The last of {} is not stored", order.id(), e);
            }
        }
    }

    void deleteAll() throws IOException {
        store.deleteAll();
    }
}
