package io.mediachassis.blade.agent;

import io.mediachassis.backplane.counter.Counts;
import io.mediachassis.backplane.identity.TlsIdentity;
import io.mediachassis.backplane.link.Link;
import io.mediachassis.backplane.link.Transport;
import io.mediachassis.backplane.proto.Envelope;
import io.mediachassis.backplane.proto.Hello;
import io.mediachassis.backplane.proto.PathReport;
import io.mediachassis.backplane.proto.ProgramRules;
import io.mediachassis.backplane.proto.SegmentCopied;
import io.mediachassis.backplane.proto.SegmentSourceQuery;
import io.mediachassis.backplane.proto.SegmentSourceReply;
import io.mediachassis.backplane.proto.StationAlive;
import io.mediachassis.backplane.proto.StationDirectory;
import io.mediachassis.backplane.proto.UnitEvent.Severity;
import io.mediachassis.backplane.source.PathBook;
import io.mediachassis.backplane.source.PathFile;
import io.mediachassis.backplane.source.SourceChoice;
import io.mediachassis.backplane.token.TokenVerifier;
import io.mediachassis.blade.access.Access;
import io.mediachassis.blade.access.Withholding;
import io.mediachassis.blade.access.WithheldPrograms;
import io.mediachassis.blade.director.SegmentPlacement;
import io.mediachassis.blade.engine.EngineToken;
import io.mediachassis.blade.engine.FarFetches;
import io.mediachassis.blade.obtain.ObtainCounter;
import io.mediachassis.blade.obtain.Obtainings;
import io.mediachassis.blade.obtain.Targets;
import io.mediachassis.blade.station.Dialling;
import io.mediachassis.blade.station.DirectorsPort;
import io.mediachassis.blade.station.FarDirectors;
import io.mediachassis.blade.station.FarLine;
import io.mediachassis.blade.station.HeadEndId;
import io.mediachassis.blade.station.HeadEndWords;
import io.mediachassis.blade.station.SourceAnswers;
import io.mediachassis.blade.station.SourceDoor;
import io.mediachassis.blade.storage.Program;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The other stations of this one's head-end, wired: what comes from them, and what they are told. Control loop. */
final class FarParts implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FarParts.class);
    private static final long STEP_MS = 100;
    private static final long REPORT_MS = 1000;
    private static final long KEEP_S = 60;
    private static final int KEPT = 1000;

    /** By the word of another station's controllers, which run the head-end. */
    private final WithheldPrograms withheld;
    private final Blade blade;
    private final MediaParts media;
    private final StationParts station;
    private final EngineParts engine;
    private final CopyParts copying;
    private final RegistryParts registry;
    private final EngineToken token;
    private final boolean foreign;
    private final HeadEndId headEnd;
    private final HeadEndWords words;
    private final Path pathFile;
    private final RuleKeeper rules;
    private final Counts<ObtainCounter> counts = new Counts<>(ObtainCounter.class);
    private final ExecutorService disk = Executors.newSingleThreadExecutor(Agent.daemon("head-end-words"));
    /** Of its own: whatever comes from outside the chassis, the control loop does not wait for it. */
    private final EventLoopGroup loop = Transport.best().loops(1, "stations");
    private final FarDirectors directors;
    private final OtherStations others;
    private @Nullable Dialling dialling;
    private @Nullable DirectorsPort port;
    private @Nullable ObtainWork obtain;
    private SourceAnswers answers = new SourceAnswers(programId -> false);

    FarParts(
            Blade blade, MediaParts media, StationParts station, EngineParts engine, CopyParts copying,
            RegistryParts registry, EngineToken token, TokenVerifier verifier) throws IOException {
        this.blade = blade;
        this.media = media;
        this.station = station;
        this.engine = engine;
        this.copying = copying;
        this.registry = registry;
        this.token = token;
        AgentConfig config = blade.config();
        media.counters.register(counts);
        pathFile = config.dataFolder().resolve("paths");
        foreign = !config.headEnd().controllers().isEmpty();
        headEnd = foreign ? HeadEndId.of(config.dataFolder().resolve(config.headEnd().ca())) : HeadEndId.own();
        Path kept = headEnd.folder(config.dataFolder());
        words = new HeadEndWords(config.station().name(), kept, verifier, disk);
        withheld = new WithheldPrograms(
                kept.resolve("program-rules"), false, id -> station.table.get().manifests(id));
        rules = new RuleKeeper(withheld, media.store, Agent.daemon("head-end-rules"), this::passOn, this::outlived);
        directors = new FarDirectors(loop.next(), blade.clock()::nanoTime, (row, thread) -> {
            Dialling dial = dialling;
            return dial == null ? new FarLine(row, thread) : dial.apply(row, thread);
        });
        others = new OtherStations(
                config.station().name(), config.headEnd().registry(), words::directory, registry::link, directors,
                PathFile.read(pathFile, blade.clock().nanoTime(), blade.clock().now()), blade.clock());
        registry.headEnd.tell(this::onHeadEnd);
    }

    /** What this blade does as director, and how its engine is ordered. */
    void directs(DirectorParts director, SegmentPlacement placement, EngineDesk desk, Withholding both) {
        FarFetches fetches = new FarFetches(
                media.store, engine.arriving, copying.copier, token, engine.jobs, engine.filled, media.farCopies,
                blade.clock(), new Around());
        desk.farCopies(fetches::fetch);
        ObtainWork work = new ObtainWork(
                station.office, new Obtainings(
                        new Targets(placement), () -> new SourceChoice(media.random.nextLong())), others, fetches::fetch,
                id -> station.table.get().takenInBy(id) != 0 || director.work.takesIn(id) || engine.jobs.takesIn(id),
                station.events::add, counts);
        obtain = work;
        director.hot.others(work);
        director.work.also(work::step);
        copying.dropWork.planned(work.plan()::names);
        answers = new SourceAnswers(id -> both.fault(id).filter(fault -> fault == Access.Fault.WITHDRAWN).isPresent());
        registry.presence(this::presence, work.plan()::announced);
    }

    ObtainWork obtain() {
        return Objects.requireNonNull(obtain, "asked before it was wired");
    }

    /** From now on the directors of other stations can be asked, and ask here. */
    void open(TlsIdentity tls, Hello hello) {
        dialling = new Dialling(loop, tls, () -> hello, blade.clock(),
                new SplittableRandom(media.random.nextLong()));
        int at = blade.config().station().directorsPort();
        if (at > 0) {
            port = new DirectorsPort(
                    loop, new InetSocketAddress(blade.config().station().address(), at), tls, () -> hello,
                    words::directory, new SourceDoor(this::answer), blade.clock());
        }
    }

    void start() {
        rules.start();
        blade.control().scheduleAtFixedRate(
                blade.watch().named("the step of other stations", this::step), STEP_MS, STEP_MS, TimeUnit.MILLISECONDS);
        blade.control().scheduleAtFixedRate(others::report, REPORT_MS, REPORT_MS, TimeUnit.MILLISECONDS);
        blade.control().scheduleAtFixedRate(this::keepPaths, KEEP_S, KEEP_S, TimeUnit.SECONDS);
    }

    /** What was measured is known after a restart too, but for the last minute. */
    private void keepPaths() {
        List<PathReport> all = others.reports(KEPT);
        if (all.isEmpty() || disk.isShutdown()) {
            return;
        }
        long nowNs = blade.clock().nanoTime();
        disk.execute(() -> {
            try {
                PathFile.write(pathFile, PathBook.of(all, nowNs), nowNs, blade.clock().now());
            } catch (IOException e) {
                LOG.warn("What was measured of the ways to other stations can't be kept: {}", e.getMessage());
            }
        });
    }

    private void step() {
        obtain().step();
        directors.step();
        DirectorsPort door = port;
        if (door != null) {
            door.step(station.standing.acting().isPresent());
        }
    }

    // ---- what is said here and there ---------------------------------------------------------------------------

    /** Of the controllers of another station, which run the head-end. */
    private void onHeadEnd(Link link, Envelope message) {
        switch (message.getBodyCase()) {
            case STATION_DIRECTORY -> words.learn(message.getStationDirectory());
            case TRUSTED_KEYS -> words.learn(message.getTrustedKeys(), link.peer().getChassisSerial());
            case TOKEN_GRANT -> token.renewForOthers(message.getTokenGrant().getToken());
            case PROGRAM_RULES -> rules.onWord(message.getProgramRules());
            default -> LOG.debug("The head-end says {}, which this agent does not know", message.getBodyCase());
        }
    }

    /** Those blades too hear it whose link to the head-end is down: nothing is to be played anywhere before its time. */
    private void passOn() {
        told().ifPresent(word -> blade.control().execute(() -> station.tellAll(word)));
    }

    private Optional<Envelope.Builder> told() {
        return headEnd.id().flatMap(id -> withheld.word()
                .map(word -> Envelope.newBuilder().setProgramRules(word.toBuilder().setHeadEnd(id))));
    }

    /** Another blade of this chassis is there: it may have missed a word of the head-end's. */
    void onPeerUp(Link link) {
        told().ifPresent(link::send);
    }

    /** What another blade of this chassis has from the head-end. */
    void onPeerRules(ProgramRules word) {
        if (foreign && headEnd.id().filter(word.getHeadEnd()::equals).isPresent()) {
            rules.onWord(word);
        }
    }

    /**
     * What consoles may not have by the head-end's word. Of a blade that never heard one, be it from another blade, nobody gets
     * anything: what came from other stations may not be published yet.
     */
    Withholding withholding() {
        return programId -> foreign && withheld.epoch() == 0
                ? Optional.of(Access.Fault.NOT_PUBLISHED)
                : withheld.fault(programId);
    }

    /** One of its id is withdrawn, and this is another program. Any thread. */
    void outlived(Program program) {
        counts.add(ObtainCounter.OUTLIVED);
        blade.control().execute(() -> station.events.add(Severity.WARNING, "program.another", blade.slot(), "Program "
                + program.id() + " is withdrawn, but what this blade holds by that id is another program, '"
                + program.manifest().title() + "', and stays: give one of them another id"));
    }

    /** Why this blade plays nothing, for people; any thread. */
    Optional<String> trouble() {
        return foreign && withheld.epoch() == 0
                ? Optional.of("Nothing is played here until the head-end has said once what is not published: see to the links to "
                        + "head-end.controllers")
                : Optional.empty();
    }

    /** Of this chassis' own controllers: they run the head-end where no others are named. */
    void learn(StationDirectory directory) {
        if (!foreign) {
            words.learn(directory);
        }
    }

    /** The loop of other stations' links. */
    private SegmentSourceReply answer(SegmentSourceQuery query) {
        counts.add(ObtainCounter.ANSWERED);
        return station.standing.acting().isPresent()
                ? answers.answer(query, station.table.get(), station.headroom, blade.clock().nanoTime())
                : SegmentSourceReply.newBuilder().setOutcome(SegmentSourceReply.Outcome.NOT_DIRECTOR).build();
    }

    /** The reporter's thread. */
    private StationAlive presence() {
        DirectorsPort door = port;
        AgentConfig.Station at = blade.config().station();
        return StationAlive.newBuilder()
                .setAddress(door == null ? "" : at.address() + ":" + at.directorsPort())
                .setLoad(SourceAnswers.load(station.table.get()))
                .addAllPaths(others.paths())
                .build();
    }

    /** What this engine does about copies from other stations; threads that copy. */
    private final class Around implements FarFetches.Around {
        @Override
        public void require(long bytes) throws IOException, InterruptedException {
            copying.room.require(bytes);
        }

        @Override
        public void refreshed(String programId) {
            engine.streams.refresh(programId);
        }

        @Override
        public void lost(String programId, int segment) {
            engine.streams.refreshed(programId).thenRun(() -> engine.streams.lost(programId, segment));
        }

        @Override
        public void over(SegmentCopied done) {
            copied(done);
        }
    }

    private void copied(SegmentCopied done) {
        blade.control().execute(() -> {
            int director = station.standing.director();
            if (director == blade.slot()) {
                obtain().onCopied(done);
            } else if (director != 0) {
                station.line.send(director, Envelope.newBuilder().setSegmentCopied(done));
            }
        });
    }

    @Override
    public void close() {
        rules.close();
        DirectorsPort door = port;
        if (door != null) {
            door.close();
        }
        directors.close();
        Transport.shutDown(loop);
        disk.shutdown();
    }
}
