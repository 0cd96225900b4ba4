package io.mediachassis.sim.bench;

import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** SQLite or PostgreSQL by JDBC, with prepared statements. One thread. */
final class BareSql implements BareStore {
    private final Connection connection;
    private final boolean server;
    private final int stations;
    private final PreparedStatement lookUp;
    private final PreparedStatement station;
    private final PreparedStatement holding;

    /** @param server PostgreSQL, where leases are rows too */
    BareSql(String url, boolean server, int stations) throws IOException {
        this.server = server;
        this.stations = stations;
        try {
            connection = DriverManager.getConnection(url);
            if (!server) {
                try (Statement setting = connection.createStatement()) {
                    setting.execute("pragma journal_mode = wal");
                    setting.execute("pragma synchronous = full");
                    setting.execute("pragma busy_timeout = 5000");
                }
            }
            lookUp = connection.prepareStatement(server
                    ? "select h.station, h.manifest, h.total, h.held, h.leaving, l.until > clock_timestamp() from holding h"
                            + " left join lease l on l.station = h.station where h.program = ? order by h.station"
                    : "select station, manifest, total, held, leaving from holding where program = ? order by station");
            station = connection.prepareStatement(
                    "insert into station (name, epoch, election, sequence, standing, through, mended, mended_total, pictures)"
                            + " values (?, 1, 1, ?, 'WHOLE', '', 0, 0, 1) on conflict (name) do update set"
                            + " sequence = excluded.sequence");
            holding = connection.prepareStatement(
                    "insert into holding (program, station, manifest, total, held, leaving) values (?, ?, ?, ?, ?, '')"
                            + " on conflict (program, station) do update set held = excluded.held");
            if (server) {
                connection.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE);
            }
        } catch (SQLException e) {
            throw new IOException("the bare client can't reach " + url + ": " + e.getMessage(), e);
        }
    }

    @Override
    public void lookUp(String program) throws IOException {
        try {
            lookUp.setString(1, program);
            int found = 0;
            try (ResultSet rows = lookUp.executeQuery()) {
                while (rows.next()) {
                    found += rows.getString(4).isEmpty() || (server && rows.getString(1).isEmpty()) ? 0 : 1;
                }
            }
            if (found < stations) {
                throw new IOException(program + " is at " + found + " stations by the bare client");
            }
        } catch (SQLException e) {
            throw new IOException("the bare client's look-up failed: " + e.getMessage(), e);
        }
    }

    @Override
    public void report(String from, String program, long sequence, String manifest, int total, String held)
            throws IOException {
        try {
            connection.setAutoCommit(false);
            station.setString(1, from);
            station.setLong(2, sequence);
            station.executeUpdate();
            holding.setString(1, program);
            holding.setString(2, from);
            holding.setString(3, manifest);
            holding.setInt(4, total);
            holding.setString(5, held);
            holding.executeUpdate();
            connection.commit();
        } catch (SQLException e) {
            throw new IOException("the bare client's report failed: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() throws IOException {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new IOException(e.getMessage(), e);
        }
    }
}
