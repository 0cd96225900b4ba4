package io.mediachassis.blade.ts;

import java.util.Optional;

/** Reads the program of a piece of a transport stream that starts at a packet. Any thread. */
public final class TableReader {
    private TableReader() {}

    /** The first program's map; empty when these packets don't have a PAT and the whole of its PMT. */
    public static Optional<ProgramMap> read(byte[] packets, int length) {
        ProgramTables tables = new ProgramTables();
        for (int at = 0; at + TsPacket.SIZE <= length && tables.map() == null; at += TsPacket.SIZE) {
            int pid = TsPacket.pid(packets, at);
            if (packets[at] == TsPacket.SYNC && (pid == 0 || pid == tables.pmtPid())) {
                tables.packet(packets, at, pid, false);
            }
        }
        return Optional.ofNullable(tables.map());
    }
}
