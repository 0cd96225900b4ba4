package io.mediachassis.blade.agent;

import io.mediachassis.backplane.counter.CounterRegistry;
import io.mediachassis.backplane.link.Link;
import io.mediachassis.backplane.link.ListeningPorts;
import io.mediachassis.backplane.proto.AgentStatus;
import io.mediachassis.backplane.proto.DistributionStatus;
import io.mediachassis.backplane.proto.DrainReport;
import io.mediachassis.backplane.proto.Envelope;
import io.mediachassis.backplane.proto.HoldingsPush;
import io.mediachassis.backplane.proto.HostReport;
import io.mediachassis.backplane.proto.LoadReport;
import io.mediachassis.backplane.proto.NvodSetStatus;
import io.mediachassis.backplane.token.TrustedTokens;
import io.mediachassis.blade.director.SegmentLocationTable;
import io.mediachassis.blade.engine.EngineStreams;
import io.mediachassis.blade.engine.Holdings;
import io.mediachassis.blade.engine.IngestJobs;
import io.mediachassis.blade.engine.MulticastRuns;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** What this blade tells the others and the controllers of itself: holdings, load, status. Control loop. */
final class StatusReports {
    /** Names of the ports that consoles and deliveries come in by. */
    static final String RTSP = "RTSP";

    static final String HTTP = "HTTP";

    /** And of those that streams leave by. */
    static final String RTP = "RTP";

    static final String RTCP = "RTCP";

    private final Blade blade;
    private final EngineLoad engineLoad;
    private final Holdings holdings;
    private final EngineStreams streams;
    private final MulticastRuns multicast;
    private final Optional<String> multicastProblem;
    private final Supplier<List<NvodSetStatus>> nvodSets;
    private final Supplier<List<String>> volumeProblems;
    private final Supplier<Optional<HostReport>> host;
    private final TrustedTokens trusted;
    private Supplier<List<DistributionStatus>> distributions = List::of;
    private IntSupplier throttle = () -> 100;
    private Supplier<Optional<DrainReport>> drain = Optional::empty;
    private Consumer<AgentStatus.Builder> rules = status -> {};
    private Supplier<Optional<String>> registry = Optional::empty;
    private final IngestJobs jobs;
    private final RoleKeeper role;
    private final StationTable table;
    private final PeerLinks peers;
    private final ControllerLinks controllers;
    private final ListeningPorts ports;
    private final CounterRegistry counters;
    private final long startedNs;
    /** Changed and told delivery by delivery, so that the director misses none, however short. */
    private final Set<String> takingIn = new TreeSet<>();
    private long pushes;
    private boolean holdingsChanged = true;
    private volatile boolean inService;

    /**
     * Makes it.
     *
     * @param nvodSets what this blade, as director, tells of staggered sets
     * @param volumeProblems what is wrong with the volumes
     * @param host the board, once it has been looked at
     * @param trusted what this blade goes by where tokens are shown
     */
    StatusReports(
            Blade blade, StationParts station, EngineParts engine, EngineLoad engineLoad, ListeningPorts ports,
            CounterRegistry counters, Supplier<List<NvodSetStatus>> nvodSets, Supplier<List<String>> volumeProblems,
            Supplier<Optional<HostReport>> host, TrustedTokens trusted) {
        this.host = host;
        this.trusted = trusted;
        this.volumeProblems = volumeProblems;
        this.nvodSets = nvodSets;
        this.blade = blade;
        this.engineLoad = engineLoad;
        this.holdings = engine.holdings;
        this.streams = engine.streams;
        this.multicast = engine.multicast;
        this.multicastProblem = engine.multicastProblem();
        this.jobs = engine.jobs;
        this.role = station.role;
        this.table = station.table;
        this.peers = station.peers;
        this.controllers = station.controllers;
        this.ports = ports;
        this.counters = counters;
        this.startedNs = blade.clock().nanoTime();
    }

    /** What this blade tells of its distributions. */
    void distributions(Supplier<List<DistributionStatus>> statuses) {
        distributions = statuses;
    }

    /** What is wrong with this blade's reports to the registry, as director. */
    void registry(Supplier<Optional<String>> trouble) {
        registry = trouble;
    }

    /** What is left of this blade's work while it is to go; empty while it is not. */
    void drain(Supplier<Optional<DrainReport>> report) {
        drain = report;
    }

    /** Which of the content manager's words this blade goes by. */
    void rules(Consumer<AgentStatus.Builder> tell) {
        rules = tell;
    }

    /** How much of its capacity this blade may use, percent. */
    void throttle(IntSupplier percent) {
        throttle = percent;
    }

    boolean inService() {
        return inService;
    }

    /** Since the services came up, milliseconds. */
    long uptimeMs() {
        return TimeUnit.NANOSECONDS.toMillis(blade.clock().nanoTime() - startedNs);
    }

    void enterService() {
        inService = true;
    }

    void onHoldingsChanged() {
        holdingsChanged = true;
        report();
    }

    /** A program has begun to come in here, or is whole or refused. */
    void onDelivery(String programId, boolean begun) {
        boolean changed = begun ? takingIn.add(programId) : takingIn.remove(programId);
        if (changed) {
            onHoldingsChanged();
        }
    }

    /** To everybody; each second, and on change. */
    void report() {
        LoadReport load = load();
        table.load(blade.slot(), load);
        if (holdingsChanged) {
            holdingsChanged = false;
            HoldingsPush push = push();
            table.holdings(blade.slot(), push);
            peers.all().forEach(link -> link.send(Envelope.newBuilder().setHoldingsPush(push)));
        }
        peers.all().forEach(link -> link.send(Envelope.newBuilder().setLoadReport(load)));
        AgentStatus status = status(load);
        controllers.all().forEach(link -> link.send(Envelope.newBuilder().setAgentStatus(status)));
    }

    private HoldingsPush push() {
        return holdings.push(++pushes).toBuilder().addAllTakingIn(takingIn).build();
    }

    /** All of it to a blade that has just come. */
    void greet(Link peer) {
        peer.send(Envelope.newBuilder().setHoldingsPush(push()));
        peer.send(Envelope.newBuilder().setLoadReport(load()));
    }

    /** To a controller that has just come: what the counters in each status are, and the first status. */
    void introduce(Link controller) {
        controller.send(Envelope.newBuilder().setCounterDeclarations(counters.declarationsMessage()));
        report();
    }

    /** How busy this engine is now. */
    LoadReport load() {
        boolean draining = drain.get().isPresent();
        return engineLoad.report(mayServe() && !draining, draining);
    }

    private AgentStatus status(LoadReport load) {
        jobs.forgetDelivered(this::cameInElsewhere);
        AgentStatus.Builder status = AgentStatus.newBuilder()
                .setRole(role.protoRole())
                .setTerm(role.highest().toProto())
                .setLoad(load)
                .addAllPrograms(holdings.push(pushes).getProgramsList())
                .addAllStreams(streams.statuses())
                .addAllStreams(multicast.statuses())
                .addAllNvodSets(nvodSets.get())
                .addAllDistributions(distributions.get())
                .addAllIngests(jobs.statuses())
                .setPid(ProcessHandle.current().pid())
                .setUptimeMs(uptimeMs())
                .putAllCounters(counters.values())
                .setTrustEpoch(trusted.epoch())
                .setTrustRevision(trusted.revision())
                .setState(!inService ? "starting" : !mayServe() ? "ports shut"
                        : drain.get().isPresent() ? "handing over" : "in service")
                .addAllProblems(problems(load));
        host.get().ifPresent(status::setHost);
        drain.get().ifPresent(status::setDrain);
        rules.accept(status);
        if (throttle.getAsInt() < 100) {
            status.setThrottlePercent(throttle.getAsInt());
        }
        return status.build();
    }

    /** This blade's own failure may not have been told yet, so that the table still has it. */
    private boolean cameInElsewhere(String programId) {
        SegmentLocationTable station = table.get();
        int by = station.takenInBy(programId);
        return station.knows(programId) || (by != 0 && by != blade.slot());
    }

    /** Consoles and deliveries are sent here only while they can come in; this blade may be director all the same. */
    private boolean mayServe() {
        return inService && Stream.of(RTSP, HTTP, RTP, RTCP).allMatch(ports::isOpen);
    }

    private List<String> problems(LoadReport load) {
        List<String> problems = new ArrayList<>(ports.problems());
        multicastProblem.ifPresent(problems::add);
        registry.get().ifPresent(problems::add);
        problems.addAll(volumeProblems.get());
        full(load, blade.config().home(), blade.config().dataFolder()).ifPresent(problems::add);
        return problems;
    }

    /** That nothing more can be stored here, for people; at a station that is not the home what may go makes room. */
    static Optional<String> full(LoadReport load, boolean home, Path folder) {
        boolean full = load.getDiskTotalBytes() > 0 && load.getDiskFreeBytes() + load.getDiskEvictableBytes() == 0;
        if (full && home) {
            return Optional.of("The disk of " + folder + " is full up to its reserve, so nothing can be published or copied to "
                    + "this blade; remove programs or add a disk");
        } else if (full && load.getDiskLeavableBytes() == 0) {
            return Optional.of("The volumes of " + folder + " are full up to their low-water mark, and nothing on them can go: no "
                    + "other blade holds it, and it is in use; remove programs or add a disk");
        }
        return Optional.empty();
    }
}
