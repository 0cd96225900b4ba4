package io.mediachassis.blade.agent;

import com.google.protobuf.ByteString;
import io.mediachassis.backplane.counter.Counts;
import io.mediachassis.backplane.link.Link;
import io.mediachassis.backplane.proto.Envelope;
import io.mediachassis.backplane.proto.FetchProgram;
import io.mediachassis.backplane.proto.SegmentCopied;
import io.mediachassis.backplane.proto.UnitEvent.Severity;
import io.mediachassis.backplane.term.Term;
import io.mediachassis.blade.director.EngineChoice.AllBusy;
import io.mediachassis.blade.director.EngineChoice.Choice;
import io.mediachassis.blade.director.EngineChoice.NoneHolds;
import io.mediachassis.blade.director.FarPrograms;
import io.mediachassis.blade.director.HotSegments.Ask;
import io.mediachassis.blade.obtain.Act;
import io.mediachassis.blade.obtain.ObtainCounter;
import io.mediachassis.blade.obtain.Obtainings;
import io.mediachassis.blade.obtain.Order;
import io.mediachassis.blade.obtain.Outlook;
import io.mediachassis.blade.storage.ProgramId;
import java.time.Duration;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has programs come from other stations, for consoles that wait and by the head-end's plan (seed 002 claims 12 and 14): the
 * shell around {@link Obtainings}. Control loop, but for {@link #mayHave}.
 */
public final class ObtainWork implements FarPrograms {
    private static final Logger LOG = LoggerFactory.getLogger(ObtainWork.class);
    private static final Duration PATIENCE = Duration.ofSeconds(3);
    /** Of more stations and programs nobody would read. */
    private static final int MOST_TOLD = 1000;

    private final DirectorOffice office;
    private final Obtainings obtainings;
    private final OtherStations others;
    private final Function<FetchProgram, String> ownCopies;
    private final Predicate<String> deliveredHere;
    private final HotCopyWork.HotNews events;
    private final Counts<ObtainCounter> counts;
    private final PlanReading plan;
    private final FarWaiting waiting;
    /** Stations of which the log has said so. */
    private final Set<String> distrusted = new HashSet<>();
    /** Of which the events have said so. */
    private final Set<Act.Differs> different = new HashSet<>();
    private Optional<Term> term = Optional.empty();
    private boolean stepping;

    /**
     * Wires it.
     *
     * @param others answers of the registry and of other stations' directors
     * @param ownCopies starts a copy by this blade's own engine; empty, or why not
     * @param deliveredHere whether a program is just being published at this station
     */
    public ObtainWork(
            DirectorOffice office, Obtainings obtainings, OtherStations others,
            Function<FetchProgram, String> ownCopies, Predicate<String> deliveredHere, HotCopyWork.HotNews events,
            Counts<ObtainCounter> counts) {
        this.office = office;
        this.obtainings = obtainings;
        this.others = others;
        this.ownCopies = ownCopies;
        this.deliveredHere = deliveredHere;
        this.events = events;
        this.counts = counts;
        this.waiting = new FarWaiting(office, counts);
        this.plan = new PlanReading(office, others);
    }

    // ---- consoles ----------------------------------------------------------------------------------------------

    @Override
    public boolean mayHave(String programId) {
        return others.known() && ProgramId.valid(programId);
    }

    @Override
    public void comesTo(String programId, int segment) {
        boolean lacking = office.mayOrder().isPresent() && office.table().program(programId).isEmpty();
        if (lacking && !deliveredHere.test(programId) && office.table().any(programId).isPresent()) {
            obtainings.want(programId, segment, 0, office.nowNs());
        }
    }

    @Override
    public CompletionStage<Choice> bring(Ask ask, boolean whole) {
        if (office.mayOrder().isEmpty() || !mayHave(ask.programId()) || deliveredHere.test(ask.programId())) {
            return CompletableFuture.completedFuture(new NoneHolds());
        }
        Optional<Choice> here = waiting.served(ask, whole);
        if (here.isPresent()) {
            return CompletableFuture.completedFuture(here.get());
        }
        Outlook outlook = obtainings.want(ask.programId(), ask.segment(), ask.sending(), office.nowNs());
        if (outlook == Outlook.COMING) {
            CompletionStage<Choice> answer = waiting.add(ask, whole);
            step();
            return answer;
        }
        counts.add(outlook == Outlook.UNKNOWN ? ObtainCounter.UNKNOWN : ObtainCounter.REFUSED);
        return CompletableFuture.completedFuture(outlook == Outlook.UNKNOWN ? new NoneHolds() : new AllBusy());
    }

    /** What the head-end has planned for this station. */
    PlanReading plan() {
        return plan;
    }

    // ---- steps -------------------------------------------------------------------------------------------------

    /** A few times a second, after each answer, and when an engine tells what it holds. */
    public void step() {
        if (stepping) {
            return;
        }
        stepping = true;
        try {
            Optional<Term> now = office.mayOrder();
            if (!now.equals(term)) {
                term = now;
                obtainings.abandon();
                different.clear();
                plan.begin();
            }
            if (now.isPresent()) {
                long nowNs = office.nowNs();
                plan.step();
                List<Act> acts = obtainings.step(
                        plan.programs(), office.table(), office.clock().now().toEpochMilli(), nowNs);
                acts.forEach(act -> perform(act, now.get()));
            }
            waiting.step(id -> now.isEmpty() ? Outlook.NOT_NOW : obtainings.outlook(id, office.nowNs()));
        } finally {
            stepping = false;
        }
    }

    private void perform(Act act, Term now) {
        if (act instanceof Act.AskRegistry ask) {
            others.where(ask.programId()).whenCompleteAsync((offers, error) -> {
                if (error == null) {
                    obtainings.onWhere(ask.programId(), offers, office.nowNs());
                } else {
                    LOG.debug("Nobody says where {} is", ask.programId(), error);
                    obtainings.onWhereFailed(ask.programId(), office.nowNs());
                }
                step();
            }, office.control());
        } else if (act instanceof Act.AskStation ask) {
            counts.add(ObtainCounter.STATIONS_ASKED);
            others.sources(ask.station(), ask.programId(), ask.manifest(), ask.segments()).whenCompleteAsync((reply, error) -> {
                if (error == null) {
                    obtainings.onAnswer(ask.programId(), ask.station(), reply, office.nowNs());
                } else {
                    LOG.info("Station {} is not asked for {}: {}", ask.station(), ask.programId(), error.getMessage());
                    counts.add(ObtainCounter.STATIONS_SILENT);
                    obtainings.onStationFailed(ask.programId(), ask.station(), office.nowNs());
                }
                step();
            }, office.control());
        } else if (act instanceof Act.Give give) {
            give(give.order(), now);
        } else if (act instanceof Act.Distrust distrust) {
            counts.add(ObtainCounter.DISTRUSTED, distrust.sources());
            if (distrusted.add(distrust.station())) {
                LOG.warn("Of what station {} names, {} sources are not asked: {}", distrust.station(), distrust.sources(),
                        distrust.why());
            }
        } else if (act instanceof Act.Differs differs) {
            tell(differs);
        } else if (act instanceof Act.Blocked blocked) {
            counts.add(ObtainCounter.BLOCKED);
            events.add(Severity.WARNING, "program.another", office.slot(), "Program " + blocked.programId()
                    + ", which the head-end has planned for this station, does not come: another program goes by that id here. "
                    + "Give one of them another id");
        } else if (act instanceof Act.Begun begun) {
            counts.add(ObtainCounter.BEGUN);
            events.add(Severity.INFO, "program.fill", office.slot(), "Program " + begun.programId()
                    + ", which a console asked for, comes from station " + begun.station() + " (" + begun.why() + ")");
        } else if (act instanceof Act.Ended ended) {
            counts.add(ObtainCounter.ENDED);
            events.add(Severity.INFO, "program.fill", office.slot(), "All of program " + ended.programId()
                    + " is here; " + ended.segments() + " segments came from other stations");
        } else if (act instanceof Act.Failed failed) {
            counts.add(ObtainCounter.FAILED);
            events.add(Severity.WARNING, "program.fill", office.slot(), "Program " + failed.programId()
                    + " does not come: " + failed.why() + ". Consoles that ask for it begin it anew");
        }
    }

    /** Once of each station and program, while this blade directs. */
    private void tell(Act.Differs differs) {
        counts.add(ObtainCounter.DIFFERENT);
        if (different.size() < MOST_TOLD && different.add(differs)) {
            events.add(Severity.WARNING, "program.another", office.slot(), "What station " + differs.station()
                    + " holds by the id " + differs.programId() + " is another program than the one that is meant here: nothing of "
                    + "it is copied from there. chassisctl registry check at the head-end says who holds which");
        }
    }

    private void give(Order order, Term now) {
        counts.add(ObtainCounter.ORDERED);
        FetchProgram.Builder fetch = FetchProgram.newBuilder()
                .setTerm(now.toProto())
                .setProgramId(order.programId())
                .addSegments(order.segment())
                .setRateBps(order.rateBps())
                .setPlanned(order.planned())
                .setManifestHash(ByteString.copyFrom(HexFormat.of().parseHex(order.manifest())));
        order.sources().forEach(source -> fetch.addFarSourceUrls(source.url()).addFarStations(source.station()));
        if (order.target() == office.slot()) {
            refused(order, ownCopies.apply(fetch.build()));
            return;
        }
        Optional<Link> link = office.peers().link(order.target());
        if (link.isEmpty()) {
            refused(order, "there is no link to it");
            return;
        }
        link.get().request(Envelope.newBuilder().setFetchProgram(fetch), PATIENCE).whenCompleteAsync((reply, error) -> {
            if (error != null) {
                refused(order, String.valueOf(error.getMessage()));
            } else if (!reply.getFetchReply().getAccepted()) {
                refused(order, reply.getFetchReply().getText());
            }
        }, office.control());
    }

    private void refused(Order order, String why) {
        if (!why.isEmpty()) {
            LOG.info("Blade {} does not copy segment {} of {}: {}", order.target(), order.segment(), order.programId(), why);
            obtainings.onRefused(order, office.nowNs());
        }
    }

    /** An engine's word that a copy from another station is over (seed 002 claim 12). */
    public void onCopied(SegmentCopied done) {
        counts.add(done.getWhole() ? ObtainCounter.COPIED : ObtainCounter.BROKEN);
        done.getTransfersList().forEach(transfer -> counts.add(ObtainCounter.COPIED_BYTES, transfer.getBytes()));
        others.measured(done.getTransfersList());
        obtainings.onCopied(done, office.nowNs());
        step();
    }
}
