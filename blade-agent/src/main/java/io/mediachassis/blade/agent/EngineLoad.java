package io.mediachassis.blade.agent;

import com.sun.management.OperatingSystemMXBean;
import io.mediachassis.backplane.proto.LoadReport;
import io.mediachassis.blade.engine.EngineStreams;
import io.mediachassis.blade.engine.Evictions;
import io.mediachassis.blade.engine.MulticastRuns;
import io.mediachassis.blade.playout.IoChannels;
import io.mediachassis.blade.storage.ProgramStore;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How busy this engine is, as it tells the director. Control loop. */
final class EngineLoad {
    private static final Logger LOG = LoggerFactory.getLogger(EngineLoad.class);

    private final Blade blade;
    private final ProgramStore store;
    private final Evictions evictions;
    private final IoChannels disk;
    private final EngineStreams streams;
    private final MulticastRuns multicast;
    private final LongSupplier httpBytes;
    private final OperatingSystemMXBean system =
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

    /** @param httpBytes media sent by HTTP since the start */
    EngineLoad(
            Blade blade, MediaParts media, Evictions evictions, EngineParts engine, LongSupplier httpBytes) {
        this.blade = blade;
        this.store = media.store;
        this.evictions = evictions;
        this.disk = media.disk;
        this.streams = engine.streams;
        this.multicast = engine.multicast;
        this.httpBytes = httpBytes;
    }

    /**
     * @param mayServe whether consoles can come in
     * @param draining whether this blade is to go
     */
    LoadReport report(boolean mayServe, boolean draining) {
        AgentConfig config = blade.config();
        LoadReport.Builder load = LoadReport.newBuilder()
                .setStreams(streams.count() + multicast.count())
                .setStreamsCapacity(streams.capacity())
                .setStreamsOpenedTotal(streams.opened())
                .setEgressBps(streams.egressBps())
                .setEgressCapacityBps(streams.capacityBps())
                .setHttpBytesTotal(httpBytes.getAsLong())
                .setDiskBusyUsTotal(TimeUnit.NANOSECONDS.toMicros(disk.busyNs()))
                .setDiskThreads(disk.threads())
                .setProcessorUsTotal(TimeUnit.NANOSECONDS.toMicros(Math.max(0, system.getProcessCpuTime())))
                .setProcessors(system.getAvailableProcessors())
                .setMeasuredUs(TimeUnit.NANOSECONDS.toMicros(blade.clock().nanoTime()))
                .setInService(mayServe)
                .setDraining(draining)
                .setRtspUrl("rtsp://" + blade.address() + ":" + config.ports().rtsp() + "/")
                .setHttpUrl("http://" + blade.address() + ":" + config.ports().http() + "/");
        try {
            load.setDiskFreeBytes(config.home() ? store.freeBytes() : evictions.room().freeBytes())
                    .setDiskEvictableBytes(evictions.room().evictableBytes())
                    .setDiskLeavableBytes(evictions.room().leavableBytes())
                    .setDiskTotalBytes(store.totalBytes());
        } catch (IOException e) {
            LOG.debug("The volume's free space can't be read", e);
        }
        return load.build();
    }
}
