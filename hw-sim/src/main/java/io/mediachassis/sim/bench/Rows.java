package io.mediachassis.sim.bench;

import java.util.ArrayList;
import java.util.List;

/** Every row that can be measured, in the order in which they run. */
public final class Rows {
    private static final List<Row> ALL = List.of(
            new FailoverKillRow(),
            PacedCpuRow.against(PacedPeer.MULTICAT),
            PacedCpuRow.against(PacedPeer.FFMPEG),
            PacedCpuRow.dense(),
            PacedCpuRow.against(PacedPeer.GSTREAMER),
            new StreamsPerCoreRow(),
            new StreamMemoryRow(),
            new HttpRow(HttpRow.Kind.BYTES),
            new HttpRow(HttpRow.Kind.REQUESTS),
            LocateRow.together(),
            LocateRow.single(),
            new AgentStartRow(),
            new DemoFirstPictureRow(),
            new FalseElectionsRow(),
            new DiskReadRow(),
            new CopyRow(),
            new TokenChecksRow(),
            new RegistryRow(RegistryRow.Kind.LOOKUPS, StoreServer.Kind.SQLITE),
            new RegistryRow(RegistryRow.Kind.REPORTS, StoreServer.Kind.SQLITE),
            new RegistryRow(RegistryRow.Kind.LOOKUPS, StoreServer.Kind.POSTGRESQL),
            new RegistryRow(RegistryRow.Kind.REPORTS, StoreServer.Kind.POSTGRESQL),
            new RegistryRow(RegistryRow.Kind.LOOKUPS, StoreServer.Kind.ETCD),
            new RegistryRow(RegistryRow.Kind.REPORTS, StoreServer.Kind.ETCD),
            new NvodCpuRow(),
            new RepairResidualRow(),
            new RepairsPerCoreRow(),
            new ConsoleCrowdRow(),
            new InterleavePictureRow(),
            new PausedBackRow(),
            new WoundBackRow());

    private Rows() {}

    public static List<String> names() {
        return ALL.stream().map(Row::name).toList();
    }

    /**
     * The rows of these names, in their own order and each once; all when none is named.
     *
     * @throws IllegalArgumentException for a name that no row has; tells the names
     */
    public static List<Row> of(List<String> wanted) {
        List<String> unknown = new ArrayList<>(wanted);
        unknown.removeAll(names());
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException(
                    "no row " + String.join(", ", unknown) + "; the rows are " + String.join(", ", names()));
        }
        return ALL.stream().filter(row -> wanted.isEmpty() || wanted.contains(row.name())).toList();
    }
}
