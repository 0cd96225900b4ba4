package io.mediachassis.controller.headend.registry.store.etcd;

import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.KeyValue;
import io.mediachassis.backplane.registry.SegmentRanges;
import io.mediachassis.backplane.term.Term;
import io.mediachassis.controller.headend.registry.HoldingRow;
import io.mediachassis.controller.headend.registry.StationRow;
import io.mediachassis.controller.headend.registry.StationRow.Standing;
import java.nio.charset.StandardCharsets;

/**
 * How rows stand in etcd, readable with etcdctl. A holding stands under two keys, by program and by station, which always
 * change together. Between two names stands {@code !}, which comes before all that a name may have.
 */
final class EtcdKeys {
    private static final String ROOT = "/mediachassis/registry/";
    static final String STATIONS = ROOT + "station/";
    static final String BY_PROGRAM = ROOT + "program/";
    static final String LEASES = ROOT + "alive/";
    private static final String BY_STATION = ROOT + "held/";
    private static final String NONE = "-";

    private EtcdKeys() {}

    static ByteSequence bytes(String text) {
        return ByteSequence.from(text, StandardCharsets.UTF_8);
    }

    static String text(ByteSequence bytes) {
        return bytes.toString(StandardCharsets.UTF_8);
    }

    static String station(String name) {
        return STATIONS + name;
    }

    static String lease(String station) {
        return LEASES + station;
    }

    static String byProgram(String program, String station) {
        return holders(program) + station;
    }

    static String byStation(String station, String program) {
        return holdings(station) + program;
    }

    /** Before all holders of a program. */
    static String holders(String program) {
        return BY_PROGRAM + program + "!";
    }

    /** Before all holdings of a station. */
    static String holdings(String station) {
        return BY_STATION + station + "!";
    }

    // ---- Values ------------------------------------------------------------------------------------------------

    static String value(StationRow row) {
        return String.join(
                " ", Long.toString(row.term().epoch()), Long.toString(row.term().election()),
                Long.toString(row.sequence()), row.standing().name(), orNone(row.through()),
                Long.toString(row.mended()), Long.toString(row.mendedTotal()), Long.toString(row.pictures()));
    }

    static StationRow station(KeyValue entry) {
        String name = text(entry.getKey()).substring(STATIONS.length());
        String[] parts = parts(entry, 8);
        return new StationRow(
                name, new Term(Long.parseLong(parts[0]), Long.parseLong(parts[1])), Long.parseLong(parts[2]),
                Standing.valueOf(parts[3]), orEmpty(parts[4]), Long.parseLong(parts[5]), Long.parseLong(parts[6]),
                Long.parseLong(parts[7]));
    }

    static String value(HoldingRow row) {
        return String.join(
                " ", orNone(row.manifest()), Integer.toString(row.total()), orNone(row.held().toString()),
                orNone(row.leaving().toString()));
    }

    /** Of an entry under {@link #byProgram}. */
    static HoldingRow holder(KeyValue entry) {
        String[] names = text(entry.getKey()).substring(BY_PROGRAM.length()).split("!", 2);
        return holding(names[0], names[1], entry);
    }

    /** Of an entry under {@link #byStation}. */
    static HoldingRow held(KeyValue entry) {
        String[] names = text(entry.getKey()).substring(BY_STATION.length()).split("!", 2);
        return holding(names[1], names[0], entry);
    }

    private static HoldingRow holding(String program, String station, KeyValue entry) {
        String[] parts = parts(entry, 4);
        return new HoldingRow(
                program, station, orEmpty(parts[0]), Integer.parseInt(parts[1]),
                SegmentRanges.parse(orEmpty(parts[2])), SegmentRanges.parse(orEmpty(parts[3])));
    }

    private static String[] parts(KeyValue entry, int count) {
        String[] parts = text(entry.getValue()).split(" ", -1);
        if (parts.length != count) {
            throw new IllegalStateException(
                    "etcd has no row of the registry under " + text(entry.getKey()) + ": " + text(entry.getValue()));
        }
        return parts;
    }

    private static String orNone(String text) {
        return text.isEmpty() ? NONE : text;
    }

    private static String orEmpty(String text) {
        return text.equals(NONE) ? "" : text;
    }
}
