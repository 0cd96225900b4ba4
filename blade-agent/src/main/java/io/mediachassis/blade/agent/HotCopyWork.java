package io.mediachassis.blade.agent;

import io.mediachassis.backplane.proto.Envelope;
import io.mediachassis.backplane.proto.FetchProgram;
import io.mediachassis.backplane.proto.NextSegmentQuery;
import io.mediachassis.backplane.proto.NextSegmentReply;
import io.mediachassis.backplane.proto.UnitEvent.Severity;
import io.mediachassis.backplane.term.Term;
import io.mediachassis.blade.director.DirectorCounter;
import io.mediachassis.blade.director.EngineChoice.AllBusy;
import io.mediachassis.blade.director.EngineChoice.Choice;
import io.mediachassis.blade.director.EngineChoice.Chosen;
import io.mediachassis.blade.director.EngineChoice.NoneHolds;
import io.mediachassis.blade.director.EngineChoice;
import io.mediachassis.blade.director.FarPrograms;
import io.mediachassis.blade.director.Headroom.Use;
import io.mediachassis.blade.director.HotSegments.Answer;
import io.mediachassis.blade.director.HotSegments.Ask;
import io.mediachassis.blade.director.HotSegments.Copy;
import io.mediachassis.blade.director.HotSegments;
import io.mediachassis.blade.director.HotServing;
import io.mediachassis.blade.director.NextSegments;
import io.mediachassis.blade.director.SegmentLocationTable.Engine;
import io.mediachassis.blade.director.SegmentLocationTable;
import io.mediachassis.blade.engine.SegmentBringer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who streams what, by the director's word, and the copies that hot segments take: orders them, and keeps consoles
 * waiting until they can be played (seed 002 claim 19). On the control loop, but for {@link #serve} and
 * {@link #wanted}.
 */
public final class HotCopyWork implements HotServing {
    private static final Logger LOG = LoggerFactory.getLogger(HotCopyWork.class);
    /** Less than a console's question waits for the desk. */
    private static final Duration PATIENCE = Duration.ofSeconds(4);
    /** Consoles that wait for one copy. */
    private static final int WAITING = 1000;
    /** Between two events about one program. */
    private static final long EVENT_NS = 60_000_000_000L;

    private final DirectorOffice office;
    private final SegmentBringer ownFetches;
    private final HotSegments hot;
    private final HotNews events;
    private final Map<Copy, List<Waiting>> waiting = new HashMap<>();
    private final Set<String> wanted = ConcurrentHashMap.newKeySet();
    private final Map<String, Long> toldNs = new HashMap<>();
    private FarPrograms far = FarPrograms.NONE;

    /** Hears of hot segments, for the unit's events. */
    @FunctionalInterface
    public interface HotNews {
        /**
         * An event.
         *
         * @param at the slot that it is about
         */
        void add(Severity severity, String kind, int at, String text);
    }

    private record Waiting(Ask ask, CompletableFuture<Choice> answer) {}

    public HotCopyWork(DirectorOffice office, SegmentBringer ownFetches, HotSegments hot, HotNews events) {
        this.office = office;
        this.ownFetches = ownFetches;
        this.hot = hot;
        this.events = events;
    }

    /** What no engine of this station holds may come of others. Before the first question. */
    public void others(FarPrograms programs) {
        far = programs;
    }

    @Override
    public boolean mayObtain(String programId) {
        return far.mayHave(programId);
    }

    @Override
    public CompletionStage<Choice> obtain(Ask ask, boolean whole) {
        CompletableFuture<Choice> answer = new CompletableFuture<>();
        office.control().execute(() -> far.bring(ask, whole).thenAccept(answer::complete));
        return answer;
    }

    @Override
    public CompletionStage<Choice> serve(Ask ask) {
        Waiting asked = new Waiting(ask, new CompletableFuture<>());
        office.control().execute(() -> decide(asked));
        return asked.answer();
    }

    /** Somebody was told by datagram that all are busy, and will ask again. Any thread; cheap however often. */
    public void wanted(String programId) {
        if (wanted.size() < WAITING && wanted.add(programId)) {
            office.control().execute(() -> {
                wanted.remove(programId);
                decide(new Waiting(
                        new Ask(programId, 0, 0, Set.of(), Use.STREAM), new CompletableFuture<>()));
            });
        }
    }

    /** The director's answer to an engine or an anchor. */
    public CompletionStage<NextSegmentReply> next(NextSegmentQuery query) {
        boolean lacking = office.table().holders(query.getProgramId(), query.getSegment()).isEmpty();
        if (query.getToCopy() && lacking && office.mayOrder().isPresent() && far.mayHave(query.getProgramId())) {
            return obtain(new Ask(query.getProgramId(), query.getSegment(), 0, Set.of(), Use.DOWNLOAD), true)
                    .thenApply(choice -> choice instanceof Chosen chosen
                            ? NextSegments.at(chosen.engine()) : NextSegments.noneHolds(query));
        }
        if (query.getToCopy() || office.mayOrder().isEmpty()) {
            return CompletableFuture.completedFuture(
                    NextSegments.answer(query, office.table(), office.headroom(), office.nowNs()));
        }
        Optional<Engine> goesOn = NextSegments.goesOn(query, office.table());
        if (goesOn.isPresent()) {
            return CompletableFuture.completedFuture(NextSegments.at(goesOn.get()));
        }
        Ask ask = new Ask(query.getProgramId(), query.getSegment(), query.getSendingSlot(),
                Set.copyOf(query.getExcludedSlotsList()), Use.STREAM);
        return serve(ask).thenApply(choice -> choice instanceof Chosen chosen
                ? NextSegments.at(chosen.engine())
                : choice instanceof NoneHolds ? NextSegments.noneHolds(query) : NextSegments.busy(query));
    }

    private void decide(Waiting asked) {
        Ask ask = asked.ask();
        Optional<Term> term = office.mayOrder();
        if (term.isEmpty()) {
            // A caretaker starts no copies.
            asked.answer().complete(EngineChoice.toSendOn(office.table(), office.headroom(), ask.programId(),
                    ask.segment(), ask.sending(), ask.excluded(), office.nowNs()));
            return;
        }
        if (far.mayHave(ask.programId())) {
            far.comesTo(ask.programId(), ask.segment());
        }
        Answer answer = hot.ask(ask, office.table(), office.headroom(), office.nowNs());
        if (answer instanceof Answer.Serve serve) {
            asked.answer().complete(new Chosen(serve.engine()));
        } else if (answer instanceof Answer.Wait wait) {
            await(wait.copy(), asked);
        } else if (answer instanceof Answer.Order order) {
            await(order.copy(), asked);
            order(order, term.get());
        } else if (answer instanceof Answer.NoneHolds) {
            far.bring(ask, false).thenAccept(asked.answer()::complete);
        } else {
            refuse(asked);
        }
    }

    private void await(Copy copy, Waiting asked) {
        List<Waiting> all = waiting.computeIfAbsent(copy, c -> new ArrayList<>());
        if (all.size() >= WAITING) {
            refuse(asked);
            return;
        }
        office.counts().add(DirectorCounter.HOT_WAITS);
        all.add(asked);
    }

    private void refuse(Waiting asked) {
        office.counts().add(DirectorCounter.ALL_BUSY);
        asked.answer().complete(new AllBusy());
    }

    private void order(Answer.Order order, Term term) {
        Copy copy = order.copy();
        int source = order.sources().get(0);
        office.counts().add(DirectorCounter.HOT_COPIES);
        LOG.info("Segment {} of {} is hot: blade {} is to copy it from blade {} ({})", copy.segment(),
                copy.programId(), copy.target(), source,
                office.table().engine(source).map(e -> office.headroom().describe(e, office.nowNs())).orElse(""));
        tell(copy, source);
        ask(order, term).whenCompleteAsync((playable, error) -> {
            if (error == null) {
                hot.onPlayable(copy, office.nowNs());
            } else {
                LOG.info("Blade {} does not copy segment {} of {}: {}", copy.target(), copy.segment(),
                        copy.programId(), error.getMessage());
                office.counts().add(DirectorCounter.HOT_COPIES_FAILED);
                hot.onFailed(copy, office.nowNs());
            }
            // Who has room now may be another; where the copy failed, somebody else may make it.
            List<Waiting> all = waiting.remove(copy);
            if (all != null) {
                all.forEach(asked -> settle(asked, copy, error == null));
            }
        }, office.control());
    }

    private void settle(Waiting asked, Copy copy, boolean playable) {
        Optional<SegmentLocationTable.Engine> target = office.table().engine(copy.target());
        if (playable && target.isPresent()) {
            asked.answer().complete(new Chosen(target.get()));
        } else {
            decide(asked);
        }
    }

    private CompletionStage<Void> ask(Answer.Order order, Term term) {
        Copy copy = order.copy();
        if (copy.target() == office.slot()) {
            return ownFetches.bring(copy.programId(), copy.segment(), order.sources());
        }
        FetchProgram.Builder fetch = FetchProgram.newBuilder()
                .setTerm(term.toProto())
                .setProgramId(copy.programId())
                .addSegments(copy.segment())
                .setSourceSlot(order.sources().get(0))
                .addAllOtherSourceSlots(order.sources().subList(1, order.sources().size()))
                .setHot(true);
        return office.peers().link(copy.target())
                .map(link -> link.request(Envelope.newBuilder().setFetchProgram(fetch), PATIENCE)
                        .thenCompose(reply -> reply.getFetchReply().getAccepted()
                                ? CompletableFuture.<Void>completedFuture(null)
                                : CompletableFuture.<Void>failedFuture(
                                        new IllegalStateException(reply.getFetchReply().getText()))))
                .orElseGet(() -> CompletableFuture.failedFuture(
                        new IllegalStateException("there is no link to it")));
    }

    private void tell(Copy copy, int source) {
        long now = office.nowNs();
        toldNs.values().removeIf(at -> now - at >= EVENT_NS);
        if (toldNs.putIfAbsent(copy.programId(), now) == null) {
            events.add(Severity.INFO, "segment.hot", copy.target(), "Every blade that holds segment " + copy.segment()
                    + " of " + copy.programId() + " is at its capacity; blade " + copy.target()
                    + " copies it from blade " + source + " and serves the next consoles");
        }
    }
}
