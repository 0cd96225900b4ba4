package io.mediachassis.blade.director;

import io.mediachassis.backplane.proto.LoadReport;
import io.mediachassis.blade.director.SegmentLocationTable.Engine;
import io.mediachassis.blade.engine.EngineToken;
import io.mediachassis.blade.http.SegmentSources;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Where this engine fetches what it lacks, by the segment location table that every blade keeps: nobody has to be
 * asked, so that an answer under way goes on through an election. Any thread.
 */
public final class SegmentHolders implements SegmentSources {
    private final int slot;
    private final Supplier<SegmentLocationTable> table;
    private final EngineToken token;
    private Predicate<String> comes = programId -> false;
    private Wanted others = (programId, segment) -> CompletableFuture.completedFuture(null);
    /** Asked for and not answered yet: each once, however many clients wait for it. */
    private final Set<Asked> asked = ConcurrentHashMap.newKeySet();

    private record Asked(String programId, int segment) {}

    /** Has a segment come from another station. */
    @FunctionalInterface
    public interface Wanted {
        /** Completes, be it exceptionally, when it is here, does not come, or has not come for long. Any thread. */
        CompletionStage<?> ask(String programId, int segment);
    }

    /** @param slot this blade, which is never named */
    public SegmentHolders(int slot, Supplier<SegmentLocationTable> table, EngineToken token) {
        this.slot = slot;
        this.table = table;
        this.token = token;
    }

    /**
     * What nobody here holds may come from other stations; before the first question.
     *
     * @param mayCome whether that may be, of a program
     * @param want has a segment come soon; asked anew once it has answered
     */
    public void others(Predicate<String> mayCome, Wanted want) {
        comes = mayCome;
        others = want;
    }

    @Override
    public boolean mayCome(String programId) {
        return comes.test(programId);
    }

    @Override
    public void want(String programId, int segment) {
        Asked one = new Asked(programId, segment);
        if (asked.add(one)) {
            others.ask(programId, segment).whenComplete((answer, error) -> asked.remove(one));
        }
    }

    @Override
    public List<InetSocketAddress> holders(String programId, int segment) {
        return addresses(table.get().holders(programId, segment));
    }

    @Override
    public List<InetSocketAddress> receivers(String programId, int segment) {
        return addresses(table.get().receivers(programId, segment));
    }

    private List<InetSocketAddress> addresses(List<Engine> engines) {
        return engines.stream()
                .filter(engine -> engine.slot() != slot && engine.gives() && !engine.load().getHttpUrl().isEmpty())
                .sorted(Comparator.comparingDouble(SegmentHolders::busy))
                .map(engine -> address(URI.create(engine.load().getHttpUrl())))
                .toList();
    }

    @Override
    public String token() {
        return token.own();
    }

    private static double busy(Engine engine) {
        LoadReport load = engine.load();
        return (double) load.getEgressBps() / Math.max(1, load.getEgressCapacityBps());
    }

    private static InetSocketAddress address(URI url) {
        return new InetSocketAddress(url.getHost(), url.getPort());
    }
}
