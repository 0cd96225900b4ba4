package io.mediachassis.controller.headend.registry.store.etcd;

import io.etcd.jetcd.KeyValue;
import io.etcd.jetcd.kv.GetResponse;
import io.etcd.jetcd.op.Cmp;
import io.etcd.jetcd.op.CmpTarget;
import io.etcd.jetcd.op.Op;
import io.etcd.jetcd.options.DeleteOption;
import io.etcd.jetcd.options.GetOption;
import io.etcd.jetcd.options.PutOption;
import io.mediachassis.controller.headend.registry.HoldingRow;
import io.mediachassis.controller.headend.registry.RegistryRows;
import io.mediachassis.controller.headend.registry.StationRow;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The rows within one transaction: what is put waits here, and takes effect only if no single row that was read has been
 * changed since (its revision is compared). One thread.
 */
final class EtcdRows implements RegistryRows {
    /** Entries that one answer brings; far below the 4 MB that gRPC takes. */
    private static final int ENTRIES_AT_ONCE = 5000;

    /** Reads a key, or from it up to an end. */
    interface Reader {
        GetResponse get(String key, GetOption option);

        /** Several at once, on one way there and back; at most {@value #OPERATIONS}. */
        List<GetResponse> together(List<Op.GetOp> gets);
    }

    /** What a transaction takes. */
    private static final int OPERATIONS = 128;

    private final Reader reader;
    private final boolean serializable;
    private final Map<String, Optional<KeyValue>> fetched = new HashMap<>();
    private final Map<String, Long> revisions = new LinkedHashMap<>();
    private final Map<String, Optional<String>> puts = new LinkedHashMap<>();
    private final Map<String, Optional<StationRow>> stations = new HashMap<>();
    private final Map<String, Optional<HoldingRow>> holdings = new HashMap<>();

    /** @param serializable one node's knowledge is enough, be there a majority or not */
    EtcdRows(Reader reader, boolean serializable) {
        this.reader = reader;
        this.serializable = serializable;
    }

    // ---- Single rows -------------------------------------------------------------------------------------------

    @Override
    public Optional<StationRow> station(String name) {
        return stations.computeIfAbsent(name, n -> single(EtcdKeys.station(n)).map(EtcdKeys::station));
    }

    @Override
    public Optional<HoldingRow> holding(String program, String station) {
        return holdings.computeIfAbsent(
                EtcdKeys.byProgram(program, station), key -> single(key).map(EtcdKeys::holder));
    }

    @Override
    public boolean isAlive(String station) {
        return single(EtcdKeys.lease(station)).isPresent();
    }

    private Optional<KeyValue> single(String key) {
        Optional<KeyValue> known = fetched.get(key);
        Optional<KeyValue> entry = known != null
                ? known
                : reader.get(key, single()).getKvs().stream().findFirst();
        // What was first seen counts: had it changed between two reads, the step must not take effect.
        revisions.putIfAbsent(key, entry.map(KeyValue::getModRevision).orElse(0L));
        return entry;
    }

    private GetOption single() {
        return GetOption.builder().withSerializable(serializable).build();
    }

    /** They are compared only once they are asked for, as if they had been read then. */
    @Override
    public void expect(String station, List<String> programs) {
        if (programs.isEmpty() || programs.size() >= OPERATIONS) {
            return;
        }
        List<String> keys = new ArrayList<>(List.of(EtcdKeys.station(station)));
        programs.forEach(program -> keys.add(EtcdKeys.byProgram(program, station)));
        List<GetResponse> answers = reader.together(
                keys.stream().map(key -> Op.get(EtcdKeys.bytes(key), single())).toList());
        for (int i = 0; i < keys.size(); i++) {
            fetched.put(keys.get(i), answers.get(i).getKvs().stream().findFirst());
        }
    }

    // ---- Several -----------------------------------------------------------------------------------------------

    @Override
    public List<StationRow> stations() {
        return range(EtcdKeys.STATIONS, null, EtcdKeys::station);
    }

    @Override
    public List<HoldingRow> holders(String program) {
        return range(EtcdKeys.holders(program), null, EtcdKeys::holder);
    }

    @Override
    public List<Located> located(String program) {
        String prefix = EtcdKeys.holders(program);
        List<GetResponse> answers = reader.together(List.of(
                Op.get(EtcdKeys.bytes(prefix), upTo(end(prefix))),
                Op.get(EtcdKeys.bytes(EtcdKeys.LEASES), upTo(end(EtcdKeys.LEASES)))));
        if (answers.stream().anyMatch(GetResponse::isMore)) {
            return RegistryRows.super.located(program);
        }
        Set<String> alive = new HashSet<>();
        answers.get(1).getKvs().forEach(entry -> alive.add(station(entry)));
        return answers.get(0).getKvs().stream()
                .map(EtcdKeys::holder)
                .map(row -> new Located(row, alive.contains(row.station())))
                .toList();
    }

    private GetOption upTo(String end) {
        return GetOption.builder()
                .withSerializable(serializable)
                .withRange(EtcdKeys.bytes(end))
                .withLimit(ENTRIES_AT_ONCE)
                .build();
    }

    private static String station(KeyValue lease) {
        return EtcdKeys.text(lease.getKey()).substring(EtcdKeys.LEASES.length());
    }

    @Override
    public List<HoldingRow> holdingsOf(String station, String after, String through) {
        String prefix = EtcdKeys.holdings(station);
        // The first key after a name is that name with a zero.
        String from = after.isEmpty() ? prefix : prefix + after + '\0';
        return range(from, through.isEmpty() ? end(prefix) : prefix + through + '\0', EtcdKeys::held);
    }

    @Override
    public void forEachHolding(Consumer<HoldingRow> row) {
        each(EtcdKeys.BY_PROGRAM, end(EtcdKeys.BY_PROGRAM), entry -> row.accept(EtcdKeys.holder(entry)));
    }

    @Override
    public Set<String> alive() {
        Set<String> alive = new HashSet<>();
        each(
                EtcdKeys.LEASES, end(EtcdKeys.LEASES),
                entry -> alive.add(station(entry)));
        return alive;
    }

    private <T> List<T> range(String from, @Nullable String end, Function<KeyValue, T> row) {
        List<T> rows = new ArrayList<>();
        each(from, end == null ? end(from) : end, entry -> rows.add(row.apply(entry)));
        return rows;
    }

    private void each(String from, String end, Consumer<KeyValue> entry) {
        String next = from;
        boolean more = true;
        while (more) {
            GetResponse response = reader.get(next, upTo(end));
            response.getKvs().forEach(entry);
            more = response.isMore() && !response.getKvs().isEmpty();
            if (more) {
                next = EtcdKeys.text(response.getKvs().get(response.getKvs().size() - 1).getKey()) + '\0';
            }
        }
    }

    /** The first key that no longer begins so: prefixes end in a character that has one after it. */
    private static String end(String prefix) {
        int last = prefix.length() - 1;
        return prefix.substring(0, last) + (char) (prefix.charAt(last) + 1);
    }

    // ---- Changes -----------------------------------------------------------------------------------------------

    @Override
    public void put(StationRow row) {
        stations.put(row.name(), Optional.of(row));
        puts.put(EtcdKeys.station(row.name()), Optional.of(EtcdKeys.value(row)));
    }

    @Override
    public void put(HoldingRow row) {
        holdings.put(EtcdKeys.byProgram(row.program(), row.station()), Optional.of(row));
        puts.put(EtcdKeys.byProgram(row.program(), row.station()), Optional.of(EtcdKeys.value(row)));
        puts.put(EtcdKeys.byStation(row.station(), row.program()), Optional.of(EtcdKeys.value(row)));
    }

    @Override
    public void remove(String program, String station) {
        holdings.put(EtcdKeys.byProgram(program, station), Optional.empty());
        puts.put(EtcdKeys.byProgram(program, station), Optional.empty());
        puts.put(EtcdKeys.byStation(station, program), Optional.empty());
    }

    @Override
    public void removeStation(String name) {
        stations.put(name, Optional.empty());
        puts.put(EtcdKeys.station(name), Optional.empty());
    }

    /** Whether it takes a transaction to know that what was read fits together, or to change something. */
    boolean needsCommit() {
        return !puts.isEmpty() || revisions.size() > 1;
    }

    Cmp[] compares() {
        return revisions.entrySet().stream()
                .map(read -> new Cmp(
                        EtcdKeys.bytes(read.getKey()), Cmp.Op.EQUAL, CmpTarget.modRevision(read.getValue())))
                .toArray(Cmp[]::new);
    }

    Op[] changes() {
        return puts.entrySet().stream()
                .map(put -> put.getValue()
                        .<Op>map(value -> Op.put(EtcdKeys.bytes(put.getKey()), EtcdKeys.bytes(value), PutOption.DEFAULT))
                        .orElseGet(() -> Op.delete(EtcdKeys.bytes(put.getKey()), DeleteOption.DEFAULT)))
                .toArray(Op[]::new);
    }
}
