package io.mediachassis.sim.bench;

import java.io.IOException;

/** A store's own client, one connection: what anybody would write who asked for these rows, or wrote them, and no more. */
interface BareStore extends AutoCloseable {
    /** Who has a program and is there. */
    void lookUp(String program) throws IOException;

    /** Writes the rows that a report of one change writes, durably and all or nothing. */
    void report(String station, String program, long sequence, String manifest, int total, String held) throws IOException;

    @Override
    void close() throws IOException;

    /**
     * Connects.
     *
     * @param stations that a look-up finds at least
     */
    static BareStore open(StoreServer.Kind kind, StoreServer server, int stations) throws IOException {
        return kind == StoreServer.Kind.ETCD
                ? new BareEtcd(server.url(), stations)
                : new BareSql(server.url(), kind == StoreServer.Kind.POSTGRESQL, stations);
    }
}
