package io.mediachassis.controller.headend.registry.store.sql;

import io.mediachassis.backplane.registry.SegmentRanges;
import io.mediachassis.backplane.term.Term;
import io.mediachassis.controller.headend.registry.HoldingRow;
import io.mediachassis.controller.headend.registry.RegistryRows;
import io.mediachassis.controller.headend.registry.StationRow;
import io.mediachassis.controller.headend.registry.StationRow.Standing;
import io.mediachassis.controller.headend.registry.store.sql.Statements.Mapper;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** The rows within one transaction; in words that SQLite and PostgreSQL both take. */
final class SqlRows implements RegistryRows {
    private static final String HOLDING = "select program, station, manifest, total, held, leaving from holding ";
    private static final String STATION =
            "select name, epoch, election, sequence, standing, through, mended, mended_total, pictures from station ";

    static final Mapper<HoldingRow> TO_HOLDING = row -> new HoldingRow(
            row.getString(1), row.getString(2), row.getString(3), row.getInt(4),
            SegmentRanges.parse(row.getString(5)), SegmentRanges.parse(row.getString(6)));

    private static final Mapper<StationRow> TO_STATION = row -> new StationRow(
            row.getString(1), new Term(row.getLong(2), row.getLong(3)), row.getLong(4),
            Standing.valueOf(row.getString(5)), row.getString(6), row.getLong(7), row.getLong(8), row.getLong(9));

    private final Statements statements;
    private final Leases leases;

    SqlRows(Statements statements, Leases leases) {
        this.statements = statements;
        this.leases = leases;
    }

    @Override
    public Optional<StationRow> station(String name) {
        return one(STATION + "where name = ?", TO_STATION, name);
    }

    @Override
    public List<StationRow> stations() {
        return list(STATION + "order by name", TO_STATION);
    }

    @Override
    public Optional<HoldingRow> holding(String program, String station) {
        return one(HOLDING + "where program = ? and station = ?", TO_HOLDING, program, station);
    }

    @Override
    public List<HoldingRow> holders(String program) {
        return list(HOLDING + "where program = ? order by station", TO_HOLDING, program);
    }

    @Override
    public List<HoldingRow> holdingsOf(String station, String after, String through) {
        return through.isEmpty()
                ? list(HOLDING + "where station = ? and program > ? order by program", TO_HOLDING, station, after)
                : list(
                        HOLDING + "where station = ? and program > ? and program <= ? order by program", TO_HOLDING,
                        station, after, through);
    }

    @Override
    public void forEachHolding(Consumer<HoldingRow> row) {
        statements.each(HOLDING + "order by program, station", TO_HOLDING, row);
    }

    @Override
    public List<Located> located(String program) {
        return leases.located(this, program);
    }

    @Override
    public boolean isAlive(String station) {
        return leases.isAlive(station);
    }

    @Override
    public Set<String> alive() {
        return leases.alive();
    }

    @Override
    public void put(StationRow row) {
        update(
                "insert into station (name, epoch, election, sequence, standing, through, mended, mended_total, pictures)"
                        + " values (?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict (name) do update set"
                        + " epoch = excluded.epoch, election = excluded.election, sequence = excluded.sequence,"
                        + " standing = excluded.standing, through = excluded.through, mended = excluded.mended,"
                        + " mended_total = excluded.mended_total, pictures = excluded.pictures",
                row.name(), row.term().epoch(), row.term().election(), row.sequence(), row.standing().name(),
                row.through(), row.mended(), row.mendedTotal(), row.pictures());
    }

    @Override
    public void put(HoldingRow row) {
        update(
                "insert into holding (program, station, manifest, total, held, leaving) values (?, ?, ?, ?, ?, ?)"
                        + " on conflict (program, station) do update set manifest = excluded.manifest,"
                        + " total = excluded.total, held = excluded.held, leaving = excluded.leaving",
                row.program(), row.station(), row.manifest(), row.total(), row.held().toString(),
                row.leaving().toString());
    }

    @Override
    public void remove(String program, String station) {
        update("delete from holding where program = ? and station = ?", program, station);
    }

    @Override
    public void removeStation(String name) {
        update("delete from station where name = ?", name);
    }

    private <T> Optional<T> one(String sql, Mapper<T> mapper, Object... values) {
        return statements.list(sql, mapper, values).stream().findFirst();
    }

    private <T> List<T> list(String sql, Mapper<T> mapper, Object... values) {
        return statements.list(sql, mapper, values);
    }

    private void update(String sql, Object... values) {
        statements.run(sql, values);
    }
}
