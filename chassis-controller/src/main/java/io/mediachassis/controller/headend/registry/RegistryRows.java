package io.mediachassis.controller.headend.registry;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * What a store holds, within one question or one step. A step is all or nothing.
 *
 * <p>What a step read of single rows ({@link #station}, {@link #holding}, {@link #isAlive}) is still so when it takes
 * effect; what it read of several at once need not be, in every store, and serves to find the single ones. So does the
 * absence of a row that was read as a single one count. A step sees what it has put itself in single rows alone.
 *
 * <p>Ids are in the order of their characters, which are ASCII.
 */
public interface RegistryRows {
    Optional<StationRow> station(String name);

    /** By name. */
    List<StationRow> stations();

    Optional<HoldingRow> holding(String program, String station);

    /** Every station's of a program, by station. */
    List<HoldingRow> holders(String program);

    /**
     * What a station holds of a program.
     *
     * @param alive whether the station's lease has not run out
     */
    record Located(HoldingRow row, boolean alive) {}

    /** Every station's of a program, and whether the station is there, by station. */
    default List<Located> located(String program) {
        Set<String> alive = alive();
        return holders(program).stream().map(row -> new Located(row, alive.contains(row.station()))).toList();
    }

    /** These single rows will be asked for: a store that is far away may fetch them at once. */
    default void expect(String station, List<String> programs) {}

    /**
     * A station's, by program.
     *
     * @param after the programs after this id
     * @param through up to this one; empty: to the last
     */
    List<HoldingRow> holdingsOf(String station, String after, String through);

    /** All there are, by program and station. */
    void forEachHolding(Consumer<HoldingRow> row);

    /** Whether its lease has not run out. */
    boolean isAlive(String station);

    /** All stations whose lease has not run out. */
    Set<String> alive();

    void put(StationRow row);

    void put(HoldingRow row);

    void remove(String program, String station);

    /** Of which nothing is held any more. */
    void removeStation(String name);
}
