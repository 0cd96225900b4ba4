package io.mediachassis.blade.agent;

import com.google.protobuf.ByteString;
import io.mediachassis.backplane.link.Link;
import io.mediachassis.backplane.proto.Envelope;
import io.mediachassis.backplane.proto.Fault;
import io.mediachassis.backplane.proto.NvodSetStatus;
import io.mediachassis.backplane.proto.ProgramOutline;
import io.mediachassis.backplane.term.Term;
import io.mediachassis.blade.access.Withholding;
import io.mediachassis.blade.announce.AnnouncedSet;
import io.mediachassis.blade.announce.SetAnnouncements;
import io.mediachassis.blade.director.DirectorDesk;
import io.mediachassis.blade.director.InteractiveChoices;
import io.mediachassis.blade.director.InteractiveDesk;
import io.mediachassis.blade.engine.HeldSegments;
import io.mediachassis.blade.nvod.GroupRanges;
import io.mediachassis.blade.nvod.NvodRules;
import io.mediachassis.blade.nvod.PlannedSets;
import io.mediachassis.blade.os.UdpSocket;
import io.mediachassis.blade.storage.Manifest;
import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Staggered multicast sets on this blade, wired: what is known of them, the station's time, what this engine sends, and
 * what it does as director. Control loop.
 */
final class NvodParts implements AutoCloseable {
    private static final long TICK_MS = 100;
    /** Without any set there is nothing to do but to know the time. */
    private static final long IDLE_TICK_MS = 1_000;
    private static final long SELECT_NS = 10_000_000_000L;

    private final Blade blade;
    private final StationParts station;
    private final InteractiveChoices choices = new InteractiveChoices();
    private final HeldSegments segments;
    private final Executor reader;
    private final NvodKeeper keeper;
    private final StationTimeKeeper time;
    private final NvodSender sender;
    private final NvodPlanning planning;
    private final NvodDirector director;
    private final SetShelf shelf;
    private final MulticastSeats seats;
    private final InteractiveParts interactive;
    private final FillParts fill;
    private final @Nullable Announcing announcing;
    private final Supplier<Optional<Term>> acting;
    private long selectNextNs;
    private final ExecutorService disk = Executors.newSingleThreadExecutor(Agent.daemon("nvod-state"));
    private boolean closed;

    NvodParts(Blade blade, MediaParts media, StationParts station, EngineParts engine, CopyParts copying,
            Withholding withheld)
            throws IOException {
        this.blade = blade;
        this.station = station;
        this.segments = engine.segments;
        this.reader = media.reader;
        AgentConfig.Nvod config = blade.config().nvod();
        keeper = new NvodKeeper(blade.config().dataFolder(), disk, station::tellAll, engine.nvodCounts);
        time = new StationTimeKeeper(
                blade.slot(), blade.clock(), station.standing::director, station.line, station::tellAll,
                () -> !keeper.now().sets().isEmpty(), engine.nvodCounts);
        sender = new NvodSender(blade.slot(), engine.multicast, time.station(), blade.clock());
        planning = new NvodPlanning(
                station.office, keeper, time.station(), engine.nvodCounts, station.standing::acting);
        director = new NvodDirector(
                station.office, station.line, keeper, time.station(),
                new NvodRules(config.networkInterface(), config.port(), new GroupRanges(config.ranges())),
                media.random, planning, engine.nvodCounts, station.standing::acting, this::outline, withheld::fault);
        InetAddress address = InetAddress.getByName(blade.config().station().address());
        fill = new FillParts(blade, media, station, engine, copying);
        interactive = new InteractiveParts(blade, media, station, engine.groups, fill);
        String stationAddress = blade.config().station().address();
        shelf = new SetShelf(
                new SetAnnouncements(address, config.ttl(), interactive.announced(address)), address,
                "rtsp://" + stationAddress + ":" + blade.config().ports().rtsp() + "/",
                "http://" + stationAddress + ":" + blade.config().ports().http());
        seats = new MulticastSeats(
                blade.control(), blade.clock(), time.station(), keeper::now, shelf, stationAddress, config.ttl(),
                interactive::selected);
        selectNextNs = blade.clock().nanoTime();
        acting = station.standing::acting;
        UdpSocket groups = engine.groups.socket();
        announcing = groups == null
                ? null
                : new Announcing(config, address, shelf.writer(), groups, media.random, blade.clock());
        keeper.tell(this::onChange);
    }

    private void onChange() {
        shelf.put(keeper.now());
        sender.onChange(keeper.now());
        interactive.onChange(keeper.now());
        fill.onChange(keeper.now());
        seats.onChange(keeper.now());
    }

    /** Answers for multicast streams, and for what else the director's desk does. */
    NvodDesk desk(DirectorDesk programs) {
        InteractiveDesk alone = new InteractiveDesk(
                programs, blade.slot(), blade.config().station().address(), station.table, acting, choices, blade.clock(),
                station.office.counts());
        return new NvodDesk(programs, alone, shelf, seats, interactive::proven, fill::bringBeginning);
    }

    /** Which program a set sends. Any thread. */
    Optional<String> programOf(String set) {
        return shelf.find(set).map(AnnouncedSet::programId);
    }

    /** Which set sends to a group, IPv4, big-endian. Any thread. */
    Optional<String> setOf(int group) {
        return shelf.ofGroup(group).map(AnnouncedSet::id);
    }

    void start() {
        onChange();
        tick();
    }

    private void tick() {
        if (closed) {
            return;
        }
        blade.watch().run("the staggered streams", () -> {
            time.tick();
            planning.tick();
            announce();
            if (!keeper.now().sets().isEmpty()) {
                sender.tick(keeper.now());
                fill.tick(time.station());
                director.tick();
                if (blade.clock().nanoTime() - selectNextNs >= 0) {
                    selectNextNs = blade.clock().nanoTime() + SELECT_NS;
                    seats.stillThere();
                }
            }
        });
        boolean idle = keeper.now().sets().isEmpty() && time.station().known();
        blade.control().schedule(this::tick, idle ? IDLE_TICK_MS : TICK_MS, TimeUnit.MILLISECONDS);
    }

    private void announce() {
        if (announcing != null) {
            long nowNs = blade.clock().nanoTime();
            announcing.put(acting.get().isPresent() && time.station().known(), shelf.all(), keeper.now().revision(),
                    time.station().at(nowNs).orElse(nowNs));
        }
    }

    // ---- news --------------------------------------------------------------------------------------------------

    void onPeerUp(Link link) {
        keeper.greet(link);
    }

    /** An engine is gone or silent, and the table knows. */
    void onEngineGone() {
        planning.tick();
    }

    /** Segments of a program came to this blade or went from it. */
    void refresh(String programId) {
        sender.refresh(keeper.now(), programId);
    }

    /** Of another blade. */
    void onPeerMessage(Link link, Envelope message) {
        switch (message.getBodyCase()) {
            case NVOD_STATE -> keeper.onState(message.getNvodState());
            case STATION_TIME -> time.onMessage(link, message.getStationTime());
            case PROGRAM_OUTLINE_QUERY -> outline(message.getProgramOutlineQuery().getProgramId())
                    .thenAccept(outline -> outline.ifPresentOrElse(
                            found -> link.reply(message, Envelope.newBuilder().setProgramOutline(found)),
                            () -> link.fault(message, Fault.Code.NOT_FOUND, "Blade " + blade.slot() + " holds nothing of it")));
            default -> { }
        }
    }

    /** Of a controller. */
    void onOrder(Link controller, Envelope message) {
        if (message.hasNvodStart()) {
            director.onStart(controller, message);
        } else {
            director.onStop(controller, message);
        }
    }

    private CompletionStage<Optional<ProgramOutline>> outline(String programId) {
        return CompletableFuture.supplyAsync(() -> segments.isGrowing(programId)
                ? Optional.empty()
                : segments.manifest(programId).map(NvodParts::outline), reader);
    }

    private static ProgramOutline outline(Manifest manifest) {
        ProgramOutline.Builder outline =
                ProgramOutline.newBuilder().setManifestHash(ByteString.copyFrom(manifest.hash()));
        for (Manifest.Entry segment : manifest.segments()) {
            outline.addSegmentTicks(segment.durationTicks()).addSegmentBytes(segment.bytes());
        }
        return outline.build();
    }

    /** For the controllers; nothing where this blade is not director. */
    List<NvodSetStatus> statuses() {
        String address = blade.config().station().address();
        return planning.statuses().stream()
                .map(status -> status.toBuilder()
                        .setSourceAddress(address)
                        .setHttpBase("http://" + address + ":" + blade.config().ports().http())
                        .setRepair(interactive.status(
                                status.getSet().getId() + "@" + status.getSet().getEpochNs(),
                                status.getSet().getProgramId(), choices.of(status.getSet().getProgramId())))
                        .setRtspBase("rtsp://" + address + ":" + blade.config().ports().rtsp())
                        .build())
                .toList();
    }

    /** All that this blade knows. */
    PlannedSets sets() {
        return keeper.now();
    }

    @Override
    public void close() {
        closed = true;
        interactive.close();
        fill.close();
        if (announcing != null) {
            announcing.close();
        }
        disk.shutdown();
    }
}
