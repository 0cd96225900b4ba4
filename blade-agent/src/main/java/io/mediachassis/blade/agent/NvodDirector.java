package io.mediachassis.blade.agent;

import io.mediachassis.backplane.counter.Counts;
import io.mediachassis.backplane.link.Link;
import io.mediachassis.backplane.proto.Envelope;
import io.mediachassis.backplane.proto.NvodReply;
import io.mediachassis.backplane.proto.NvodStart;
import io.mediachassis.backplane.proto.ProgramHolding;
import io.mediachassis.backplane.proto.ProgramOutline;
import io.mediachassis.backplane.proto.ProgramOutlineQuery;
import io.mediachassis.backplane.term.Term;
import io.mediachassis.blade.access.Access.Fault;
import io.mediachassis.blade.director.SegmentLocationTable.Engine;
import io.mediachassis.blade.director.SegmentLocationTable;
import io.mediachassis.blade.engine.EngineLine;
import io.mediachassis.blade.engine.NvodCounter;
import io.mediachassis.blade.nvod.Assignment;
import io.mediachassis.blade.nvod.GroupRanges;
import io.mediachassis.blade.nvod.NvodRules;
import io.mediachassis.blade.nvod.NvodSet;
import io.mediachassis.blade.nvod.PlannedSets.Planned;
import io.mediachassis.blade.nvod.ProgramShape;
import io.mediachassis.blade.nvod.StationClock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The operator's orders for staggered sets, as the director takes them. Control loop. */
final class NvodDirector {
    private static final Logger LOG = LoggerFactory.getLogger(NvodDirector.class);
    /** From an order to the first packet: time to tell all engines, and for a disk. */
    private static final long BEGIN_IN_NS = 3_000_000_000L;
    private static final long SECOND_NS = 1_000_000_000L;

    private final DirectorOffice office;
    private final EngineLine line;
    private final NvodKeeper keeper;
    private final StationClock station;
    private final NvodRules rules;
    private final RandomGenerator random;
    private final NvodPlanning planning;
    private final Counts<NvodCounter> counts;
    private final Supplier<Optional<Term>> acting;
    private final Function<String, CompletionStage<Optional<ProgramOutline>>> ownOutline;
    private final Function<String, Optional<Fault>> withheld;
    private boolean stopping;

    /**
     * @param acting the term in which this blade acts as director now, else empty
     * @param ownOutline of a program that this blade holds something of, else empty
     * @param withheld why nobody may play a program now; else empty
     */
    NvodDirector(
            DirectorOffice office, EngineLine line, NvodKeeper keeper, StationClock station, NvodRules rules,
            RandomGenerator random, NvodPlanning planning, Counts<NvodCounter> counts, Supplier<Optional<Term>> acting,
            Function<String, CompletionStage<Optional<ProgramOutline>>> ownOutline,
            Function<String, Optional<Fault>> withheld) {
        this.office = office;
        this.line = line;
        this.keeper = keeper;
        this.station = station;
        this.rules = rules;
        this.random = random;
        this.planning = planning;
        this.counts = counts;
        this.acting = acting;
        this.ownOutline = ownOutline;
        this.withheld = withheld;
    }

    // ---- orders ------------------------------------------------------------------------------------------------

    void onStart(Link controller, Envelope request) {
        NvodStart asked = request.getNvodStart();
        Optional<NvodReply> refusal = refusal(asked);
        if (refusal.isPresent()) {
            answer(controller, request, refusal.get());
            return;
        }
        outline(asked.getProgramId()).whenCompleteAsync((outline, error) -> {
            if (error != null || outline.isEmpty()) {
                answer(controller, request, reply(503, "No blade says how program " + asked.getProgramId() + " is cut",
                        "try again in a few seconds"));
                return;
            }
            // Meanwhile another order may have come, or this blade may be no director any more.
            refusal(asked).ifPresentOrElse(
                    again -> answer(controller, request, again), () -> start(controller, request, outline.get()));
        }, office.control());
    }

    private Optional<NvodReply> refusal(NvodStart asked) {
        if (acting.get().isEmpty() || !station.known()) {
            return Optional.of(reply(503, "Blade " + office.slot() + " does not act as director, or only since just now",
                    "try again in a few seconds"));
        }
        Optional<Fault> fault = withheld.apply(asked.getProgramId());
        if (fault.isPresent()) {
            return Optional.of(reply(409, "Program " + asked.getProgramId() + " can't be sent: " + fault.get().text(),
                    "chassisctl content show " + asked.getProgramId() + " says when it is published"));
        }
        SegmentLocationTable table = office.table();
        NvodRules.ProgramFacts facts = table.program(asked.getProgramId())
                .map(p -> new NvodRules.ProgramFacts(p.getSegmentsTotal(), p.getDurationMs(), p.getBitRate()))
                .orElse(new NvodRules.ProgramFacts(0, 0, 0));
        long capacity = 0;
        long busy = 0;
        for (Engine engine : table.engines()) {
            if (engine.inService()) {
                capacity += engine.load().getEgressCapacityBps();
                busy += engine.load().getEgressBps();
            }
        }
        return rules.check(asked, facts, keeper.now().sets(), new NvodRules.Capacity(capacity, busy))
                .map(refused -> reply(refused.status(), refused.text(), refused.hint()));
    }

    private CompletionStage<Optional<ProgramOutline>> outline(String programId) {
        return ownOutline.apply(programId).thenComposeAsync(own -> {
            List<Engine> holders = office.table().servers(programId);
            if (own.isPresent() || holders.isEmpty()) {
                return CompletableFuture.completedFuture(own);
            }
            return line.request(holders.get(0).slot(), Envelope.newBuilder().setProgramOutlineQuery(
                            ProgramOutlineQuery.newBuilder().setProgramId(programId)))
                    .thenApply(reply -> Optional.of(reply.getProgramOutline()));
        }, office.control());
    }

    private void start(Link controller, Envelope request, ProgramOutline outline) {
        NvodStart asked = request.getNvodStart();
        long soon = station.at(office.nowNs()).orElseThrow() + BEGIN_IN_NS;
        int group = GroupRanges.parse(asked.getGroup()).orElseThrow();
        NvodSet set;
        try {
            set = new NvodSet(
                    GroupRanges.dotted(group), asked.getProgramId(),
                    office.table().program(asked.getProgramId()).map(ProgramHolding::getTitle).orElse(""),
                    ProgramShape.of(
                            outline.getManifestHash(), outline.getSegmentTicksList(), outline.getSegmentBytesList()),
                    asked.getIntervalMs(), (soon / SECOND_NS + 1) * SECOND_NS, asked.getLoops(), group,
                    rules.port(asked), !asked.getUdp(), asked.getSourceSpecific(), random.nextLong(),
                    asked.getInterleave(), random.nextLong(), number());
        } catch (IllegalArgumentException e) {
            answer(controller, request, reply(409, String.valueOf(e.getMessage()), "give other values"));
            return;
        }
        List<Planned> sets = new ArrayList<>(keeper.now().sets());
        Planned planned = new Planned(set, Assignment.none(set.streams(), set.program().segments()));
        sets.add(planning.planned(planned, station.at(office.nowNs()).orElseThrow()).orElse(planned));
        LOG.info("Set {}: {} streams of {}, one each {} ms", set.id(), set.streams(), set.programId(), set.intervalMs());
        change(controller, request, sets, "Set " + set.id() + " of " + set.streams() + " streams begins", set.id());
    }

    /** One that no set has, and none had lately: what is announced of a set stays with receivers for a while. */
    private int number() {
        List<NvodSet> sets = keeper.now().sets().stream().map(Planned::set).toList();
        int number = sets.stream().max(Comparator.comparingLong(NvodSet::epochNs)).map(NvodSet::number)
                .orElseGet(() -> random.nextInt(NvodSet.NUMBERS));
        for (int tried = 0; tried < NvodSet.NUMBERS; tried++) {
            int next = (number + 1 + tried) % NvodSet.NUMBERS;
            if (sets.stream().noneMatch(set -> set.number() == next)) {
                return next;
            }
        }
        throw new IllegalArgumentException("there are " + sets.size() + " sets");
    }

    void onStop(Link controller, Envelope request) {
        String id = request.getNvodStop().getId();
        if (acting.get().isEmpty()) {
            answer(controller, request, reply(503, "Blade " + office.slot() + " does not act as director now",
                    "try again in a few seconds"));
        } else if (keeper.now().find(id).isEmpty()) {
            answer(controller, request, reply(404, "There is no set " + id, "chassisctl nvod list shows them"));
        } else {
            List<Planned> sets = new ArrayList<>(keeper.now().sets());
            sets.removeIf(planned -> planned.set().id().equals(id));
            LOG.info("Set {} is stopped", id);
            change(controller, request, sets, "Set " + id + " is stopped", id);
        }
    }

    /** Now and then, while there are sets: those of programs that nobody may play any more end. */
    void tick() {
        List<Planned> sets = keeper.now().sets();
        List<Planned> left = sets.stream()
                .filter(planned -> withheld.apply(planned.set().programId()).isEmpty())
                .toList();
        Optional<Term> term = acting.get();
        if (left.size() == sets.size() || term.isEmpty() || stopping) {
            return;
        }
        LOG.info("{} sets are stopped, since their programs were withdrawn", sets.size() - left.size());
        stopping = true;
        keeper.change(keeper.now().next(term.get(), left))
                .whenCompleteAsync((stored, error) -> stopping = false, office.control());
    }

    private void change(Link controller, Envelope request, List<Planned> sets, String done, String id) {
        Term term = acting.get().orElse(keeper.now().term());
        keeper.change(keeper.now().next(term, sets)).whenCompleteAsync((stored, error) -> {
            NvodReply.Builder reply = error == null
                    ? NvodReply.newBuilder().setStatus(200).setText(done)
                    : reply(503, done + ", but can't be stored: " + error.getMessage(),
                            "free the disk of blade " + office.slot() + " and order it again").toBuilder();
            planning.statuses().stream().filter(s -> s.getSet().getId().equals(id)).forEach(reply::setSet);
            answer(controller, request, reply.build());
        }, office.control());
    }

    private static NvodReply reply(int status, String text, String hint) {
        return NvodReply.newBuilder().setStatus(status).setText(text).setHint(hint).build();
    }

    private void answer(Link controller, Envelope request, NvodReply reply) {
        if (reply.getStatus() != 200) {
            counts.add(NvodCounter.ORDERS_REFUSED);
        }
        controller.reply(request, Envelope.newBuilder().setNvodReply(reply));
    }
}
