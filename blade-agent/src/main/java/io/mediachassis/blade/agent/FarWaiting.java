package io.mediachassis.blade.agent;

import io.mediachassis.backplane.counter.Counts;
import io.mediachassis.blade.director.EngineChoice.AllBusy;
import io.mediachassis.blade.director.EngineChoice.Choice;
import io.mediachassis.blade.director.EngineChoice.Chosen;
import io.mediachassis.blade.director.EngineChoice.NoneHolds;
import io.mediachassis.blade.director.EngineChoice;
import io.mediachassis.blade.director.Headroom.Use;
import io.mediachassis.blade.director.HotSegments.Ask;
import io.mediachassis.blade.director.SegmentLocationTable.Engine;
import io.mediachassis.blade.obtain.ObtainCounter;
import io.mediachassis.blade.obtain.Outlook;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * Consoles that wait until a segment can be played that comes from another station: each is given an engine as soon as one has
 * the first part of it, or all of it where nothing less is of use. Control loop.
 */
final class FarWaiting {
    /** Less than a console's question waits for the desk. */
    static final long STREAM_NS = 4_000_000_000L;
    /** An HTTP client waits as long for its first byte as it takes, within reason. */
    static final long HTTP_NS = 15_000_000_000L;
    /** For one program, and together. */
    private static final int PER_PROGRAM = 1000;
    private static final int MOST = 5000;

    private final DirectorOffice office;
    private final Counts<ObtainCounter> counts;
    private final Map<String, List<Waiting>> waiting = new LinkedHashMap<>();
    private int count;

    private record Waiting(Ask ask, boolean whole, long deadlineNs, CompletableFuture<Choice> answer) {}

    FarWaiting(DirectorOffice office, Counts<ObtainCounter> counts) {
        this.office = office;
        this.counts = counts;
    }

    /** Waits; at once refused where too many do. Who asks for a segment over HTTP shares a place with all that do. */
    CompletionStage<Choice> add(Ask ask, boolean whole) {
        List<Waiting> some = waiting.computeIfAbsent(ask.programId(), id -> new ArrayList<>());
        boolean http = ask.use() == Use.DOWNLOAD;
        Optional<Waiting> same = !http
                ? Optional.empty()
                : some.stream().filter(one -> one.whole() == whole && one.ask().equals(ask)).findFirst();
        if (same.isPresent()) {
            return same.get().answer();
        }
        if (some.size() >= PER_PROGRAM || count >= MOST) {
            counts.add(ObtainCounter.REFUSED);
            return CompletableFuture.completedFuture(new AllBusy());
        }
        counts.add(ObtainCounter.WAITS);
        count++;
        Waiting one = new Waiting(
                ask, whole, office.nowNs() + (http ? HTTP_NS : STREAM_NS), new CompletableFuture<>());
        some.add(one);
        return one.answer();
    }

    /** Tells those whose segment is there, and those that wait in vain. */
    void step(Function<String, Outlook> outlook) {
        if (count == 0) {
            return;
        }
        List<Runnable> answers = new ArrayList<>();
        long nowNs = office.nowNs();
        for (Iterator<Map.Entry<String, List<Waiting>>> programs = waiting.entrySet().iterator(); programs.hasNext(); ) {
            Map.Entry<String, List<Waiting>> program = programs.next();
            Outlook what = outlook.apply(program.getKey());
            program.getValue().removeIf(one -> {
                Optional<Choice> choice = served(one.ask(), one.whole());
                if (choice.isEmpty() && (what != Outlook.COMING || one.deadlineNs() - nowNs <= 0)) {
                    counts.add(what == Outlook.UNKNOWN ? ObtainCounter.UNKNOWN : ObtainCounter.WAITED_IN_VAIN);
                    choice = Optional.of(what == Outlook.UNKNOWN ? new NoneHolds() : new AllBusy());
                }
                choice.ifPresent(answer -> answers.add(() -> one.answer().complete(answer)));
                count -= choice.isPresent() ? 1 : 0;
                return choice.isPresent();
            });
            if (program.getValue().isEmpty()) {
                programs.remove();
            }
        }
        // Who is answered may ask again at once.
        answers.forEach(Runnable::run);
    }

    /** An engine that has it, whole or its first part; empty while none has. */
    Optional<Choice> served(Ask ask, boolean whole) {
        long nowNs = office.nowNs();
        if (!office.table().holders(ask.programId(), ask.segment()).isEmpty()) {
            return Optional.of(ask.use() == Use.DOWNLOAD
                    ? EngineChoice.toGive(office.table(), office.headroom(), ask.programId(), ask.segment(), nowNs)
                    : EngineChoice.toSendOn(office.table(), office.headroom(), ask.programId(), ask.segment(),
                            ask.sending(), ask.excluded(), nowNs));
        }
        List<Engine> coming = whole ? List.of() : office.table().receivers(ask.programId(), ask.segment()).stream()
                .filter(engine -> !ask.excluded().contains(engine.slot()))
                .toList();
        Optional<Engine> sending = coming.stream()
                .filter(engine -> engine.slot() == ask.sending() && engine.inService())
                .findFirst();
        if (sending.isPresent() || coming.isEmpty()) {
            return sending.map(Chosen::new);
        }
        long bitRate = coming.get(0).programs().values().stream()
                .filter(holding -> holding.getProgramId().equals(ask.programId()))
                .mapToLong(holding -> holding.getBitRate())
                .findFirst().orElse(0);
        Engine best = office.headroom().choose(coming, 0, ask.use(), bitRate, nowNs);
        return best == null ? Optional.empty() : Optional.of(new Chosen(best));
    }
}
