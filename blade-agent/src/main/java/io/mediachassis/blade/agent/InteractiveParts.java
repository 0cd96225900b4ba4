package io.mediachassis.blade.agent;

import io.mediachassis.backplane.counter.Counts;
import io.mediachassis.backplane.proto.InteractiveService;
import io.mediachassis.backplane.proto.NvodRepairStatus;
import io.mediachassis.blade.announce.Carriage;
import io.mediachassis.blade.announce.SetAnnouncements;
import io.mediachassis.blade.director.InteractiveChoices;
import io.mediachassis.blade.interactive.InteractiveCounter;
import io.mediachassis.blade.interactive.InteractiveServer;
import io.mediachassis.blade.interactive.InteractiveThread;
import io.mediachassis.blade.interactive.ProvenAddresses;
import io.mediachassis.blade.interactive.Repaired;
import io.mediachassis.blade.interactive.ServedStream;
import io.mediachassis.blade.nvod.GroupRanges;
import io.mediachassis.blade.nvod.NvodSchedule;
import io.mediachassis.blade.nvod.NvodSet;
import io.mediachassis.blade.nvod.PlannedSets;
import io.mediachassis.blade.os.Ipv4Endpoint;
import io.mediachassis.blade.os.UdpSocket;
import io.mediachassis.blade.repair.RepairCounter;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The interactive server of this blade, wired. Every blade that has memory for it and an interface for multicast is one;
 * that of the director is asked, since feedback goes to the station address. Control loop.
 */
final class InteractiveParts implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(InteractiveParts.class);
    private static final int ADDRESSES = 65_536;
    private static final long PROVEN_NS = TimeUnit.HOURS.toNanos(1);
    /** Of what consoles may take of this engine, percent. */
    private static final int SHARE = 10;

    private final Blade blade;
    private final ProvenAddresses proven = new ProvenAddresses(ADDRESSES, PROVEN_NS);
    private final FillParts fill;
    private final @Nullable InteractiveThread thread;

    InteractiveParts(Blade blade, MediaParts media, StationParts station, MulticastSocket groups, FillParts fill) {
        this.fill = fill;
        this.blade = blade;
        AgentConfig.Nvod config = blade.config().nvod();
        UdpSocket multicast = groups.socket();
        InteractiveThread made = null;
        if (config.repairMemory() > 0 && multicast != null) {
            try {
                made = thread(media, multicast, groups.interfaceIndex());
                made.start();
                warnOfDeafness(config.networkInterface());
                InteractiveThread started = made;
                station.ports.port("repair", () -> listen(started));
            } catch (IOException e) {
                LOG.warn("Losses of multicast streams are not repaired by this blade: {}; free UDP port {} and restart the"
                        + " agent", e.getMessage(), port());
            }
        }
        thread = made;
    }

    private InteractiveThread thread(MediaParts media, UdpSocket multicast, int interfaceIndex) throws IOException {
        AgentConfig config = blade.config();
        Counts<InteractiveCounter> counts = new Counts<>(InteractiveCounter.class);
        Counts<RepairCounter> repairs = new Counts<>(RepairCounter.class);
        long perSecond = config.sendingCapacity() / 100 * SHARE / (8L * ServedStream.PACKET_BYTES);
        InteractiveServer server = new InteractiveServer(
                new InteractiveServer.Settings(
                        config.nvod().repairMemory(), config.nvod().repairTime().toNanos(),
                        (int) Math.max(10, Math.min(1_000_000, perSecond)), media.random.nextLong()),
                proven, counts, repairs);
        UdpSocket feedback = InteractiveThread.port(
                new Ipv4Endpoint(Ipv4Endpoint.toInt(InetAddress.getByName(blade.address())), port()));
        media.counters.register(counts);
        media.counters.register(repairs);
        return new InteractiveThread(
                server, blade.clock(), multicast, feedback, stationAddress(), SetAnnouncements.RTX_PAYLOAD_TYPE,
                interfaceIndex, fill.fill(), counts);
    }

    /** All engines send from the station's address, which is this board's own, too, where it is shared. */
    private void warnOfDeafness(String networkInterface) throws IOException {
        if (blade.config().station().form() != AgentConfig.Form.ARP) {
            return;
        }
        for (String of : List.of("all", networkInterface)) {
            if (Files.readString(Path.of("/proc/sys/net/ipv4/conf", of, "accept_local")).strip().equals("1")) {
                return;
            }
        }
        LOG.warn("Losses of what other blades send are not repaired by this one: the system drops packets from the station's"
                + " address; set net.ipv4.conf.{}.accept_local=1", networkInterface);
    }

    private CompletableFuture<Runnable> listen(InteractiveThread to) {
        try {
            return CompletableFuture.completedFuture(
                    to.listen(InteractiveThread.port(new Ipv4Endpoint(stationAddress(), port()))));
        } catch (IOException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private int stationAddress() throws IOException {
        return Ipv4Endpoint.toInt(InetAddress.getByName(blade.config().station().address()));
    }

    /** Where feedback goes: RTCP's port of streams at the configured one, so that what goes to their source comes here. */
    private int port() {
        return blade.config().nvod().port() + 1;
    }

    /** What is announced of repair; null: there is none. The same at every blade of the station. */
    Carriage.@Nullable Repair announced(InetAddress station) {
        AgentConfig.Nvod config = blade.config().nvod();
        return config.repairMemory() == 0 || config.networkInterface().isEmpty()
                ? null
                : new Carriage.Repair(
                        SetAnnouncements.RTX_PAYLOAD_TYPE, 0, station, port(), (int) config.repairTime().toMillis());
    }

    void onChange(PlannedSets sets) {
        if (thread == null) {
            return;
        }
        List<ServedStream> streams = new ArrayList<>();
        sets.sets().stream().map(PlannedSets.Planned::set).filter(NvodSet::rtp).forEach(set -> {
            NvodSchedule schedule = new NvodSchedule(set);
            int rate = (int) Math.max(1, set.program().bitRate() / (8L * 7 * 188));
            int source = set.sourceSpecific() ? GroupRanges.parse(blade.config().station().address()).orElse(0) : 0;
            for (int stream = 0; stream < set.streams(); stream++) {
                streams.add(new ServedStream(
                        set.instance(), stream, schedule.ssrc(stream), set.group(stream), set.port(), source, rate));
            }
        });
        thread.serve(streams);
    }

    /** A console is in a stream. */
    void selected(NvodSet set, int stream) {
        if (thread != null) {
            thread.select(new NvodSchedule(set).ssrc(stream));
        }
    }

    /** An address was shown to be its user's own. Any thread. */
    void proven(String address) {
        GroupRanges.parse(address).ifPresent(number -> {
            if (!proven.add(number, blade.clock().nanoTime())) {
                LOG.debug("{} can't be kept as proven: there are too many", address);
            }
        });
    }

    /** For status. */
    NvodRepairStatus status(String instance, String programId, InteractiveChoices.Tally served) {
        Repaired done = thread == null ? null : thread.repaired().get(instance);
        NvodRepairStatus.Builder status = NvodRepairStatus.newBuilder()
                .setCachedSegments(fill.segments(programId))
                .setService(InteractiveService.newBuilder()
                        .setHere(served.here())
                        .setDirectly(served.directly())
                        .setDeliveredFirst(served.deliveredFirst())
                        .setLast(served.last())
                        .setLastEpochMs(served.lastEpochMs()));
        return done == null
                ? status.build()
                : status.setStreams(done.streams())
                        .setAsked(done.asked())
                        .setUnicast(done.unicast())
                        .setMulticast(done.multicast())
                        .setUnanswered(done.unanswered())
                        .setReportedLost(done.lost())
                        .setResidualLost(done.residual())
                        .build();
    }

    @Override
    public void close() {
        if (thread != null) {
            thread.close();
        }
    }
}
