package io.mediachassis.snmp.host;

import io.mediachassis.backplane.proto.HostReport;
import io.mediachassis.backplane.proto.StorageVolume;
import io.mediachassis.snmp.entity.EntityIndex;
import io.mediachassis.snmp.snapshot.RowBuilder;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.snmp4j.smi.OID;

/**
 * HOST-RESOURCES-MIB (RFC 2790), hrStorageTable: each board's memory, swap space and volumes. A board that does not answer
 * keeps its rows with what it last told. How often storage was refused nobody counts, so that hrStorageAllocationFailures
 * is not there. Pure.
 */
final class StorageRows {
    static final OID HR_STORAGE_ENTRY = new OID("1.3.6.1.2.1.25.2.3.1");
    private static final OID HR_STORAGE_TYPES = new OID("1.3.6.1.2.1.25.2.1");
    private static final int RAM = 2;
    private static final int VIRTUAL_MEMORY = 3;
    private static final int FIXED_DISK = 4;
    private static final int MEMORY_NUMBER = 1;
    private static final int SWAP_NUMBER = 2;
    /** Volume n has this and n. */
    private static final int VOLUME_NUMBER = 100;

    private static final int SMALLEST_UNIT = 4096;
    private static final int LARGEST_UNIT = 1 << 30;
    /** Managers reckon with signed 32 bits; half of them leaves a volume room to grow without another unit. */
    private static final long MOST_UNITS = 1L << 30;

    private StorageRows() {}

    /** Adds the rows of all boards. */
    static void add(RowBuilder rows, List<Board> boards) {
        for (Board board : boards) {
            HostReport host = board.host();
            row(rows, index(board, MEMORY_NUMBER), RAM, board.name() + " memory", host.getMemoryTotalBytes(),
                    host.getMemoryUsedBytes());
            if (host.getSwapTotalBytes() != 0) {
                row(rows, index(board, SWAP_NUMBER), VIRTUAL_MEMORY, board.name() + " swap space",
                        host.getSwapTotalBytes(), host.getSwapUsedBytes());
            }
            Set<Integer> seen = new HashSet<>();
            for (StorageVolume volume : host.getVolumesList()) {
                int number = volume.getNumber();
                if (number >= 1 && number <= EntityIndex.MAX_SENSOR - VOLUME_NUMBER && seen.add(number)) {
                    row(rows, index(board, VOLUME_NUMBER + number), FIXED_DISK,
                            board.name() + " " + volume.getFolder(), volume.getTotalBytes(), volume.getUsedBytes());
                }
            }
        }
    }

    private static int index(Board board, int number) {
        return EntityIndex.of(board.kind(), board.place(), EntityIndex.STORAGE, number);
    }

    private static void row(RowBuilder rows, int index, int type, String descr, long total, long used) {
        int unit = unit(total);
        OID typeOid = new OID(HR_STORAGE_TYPES);
        typeOid.append(type);
        rows.add(HR_STORAGE_ENTRY, 1, RowBuilder.integer(index), index);
        rows.add(HR_STORAGE_ENTRY, 2, typeOid, index);
        rows.add(HR_STORAGE_ENTRY, 3, RowBuilder.text(descr), index);
        rows.add(HR_STORAGE_ENTRY, 4, RowBuilder.integer(unit), index);
        rows.add(HR_STORAGE_ENTRY, 5, RowBuilder.integer(Math.max(0, total) / unit), index);
        // Rounded up, so that what has something in it is not empty.
        rows.add(HR_STORAGE_ENTRY, 6, RowBuilder.integer(used <= 0 ? 0 : (used - 1) / unit + 1), index);
    }

    /** hrStorageAllocationUnits: the smallest power of two, 4096 at least, in which the size is under 2^30. */
    static int unit(long total) {
        int unit = SMALLEST_UNIT;
        while (total / unit >= MOST_UNITS && unit < LARGEST_UNIT) {
            unit *= 2;
        }
        return unit;
    }
}
