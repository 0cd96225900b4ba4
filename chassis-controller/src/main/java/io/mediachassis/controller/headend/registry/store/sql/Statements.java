package io.mediachassis.controller.headend.registry.store.sql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jdbi.v3.core.JdbiException;

/** What one connection is asked again and again, each statement prepared once. One thread at a time. */
final class Statements {
    private static final int ROWS_AT_ONCE = 1000;

    private final Connection connection;
    private final Map<String, PreparedStatement> prepared = new HashMap<>();

    Statements(Connection connection) {
        this.connection = connection;
    }

    /** Makes something of a row. */
    interface Mapper<T> {
        T map(ResultSet row) throws SQLException;
    }

    /** The database does not do it. */
    static final class Failure extends JdbiException {
        private static final long serialVersionUID = 1;

        Failure(SQLException cause) {
            super(String.valueOf(cause.getMessage()), cause);
        }
    }

    /** All rows, with these values in the places of the question marks. */
    <T> List<T> list(String sql, Mapper<T> mapper, Object... values) {
        try (ResultSet rows = bound(sql, values).executeQuery()) {
            List<T> all = new ArrayList<>();
            while (rows.next()) {
                all.add(mapper.map(rows));
            }
            return all;
        } catch (SQLException e) {
            throw new Failure(e);
        }
    }

    /** Row by row, however many there are; within a transaction. */
    <T> void each(String sql, Mapper<T> mapper, Consumer<T> taker) {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setFetchSize(ROWS_AT_ONCE);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    taker.accept(mapper.map(rows));
                }
            }
        } catch (SQLException e) {
            throw new Failure(e);
        }
    }

    /** Changes rows, or begins or ends a transaction. */
    void run(String sql, Object... values) {
        try {
            bound(sql, values).execute();
        } catch (SQLException e) {
            throw new Failure(e);
        }
    }

    private PreparedStatement bound(String sql, Object... values) throws SQLException {
        PreparedStatement statement = prepared.get(sql);
        if (statement == null) {
            statement = connection.prepareStatement(sql);
            prepared.put(sql, statement);
        }
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
        return statement;
    }
}
